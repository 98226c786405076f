import { describe, expect, it } from 'vitest';
import { encodePartition, readFuses, statusNames } from '../../src/mp1/index.js';
import { ascii, forms, pageText } from './data.js';

const dump = readFuses(ascii(pageText('wiki-partition.txt')));
const table = readFuses(ascii(pageText('wiki-displ.txt')));
const partition = {
  state: 0,
  words: dump.fuses.words.map(({ value = 0, status = 0 }) => ({ value, status })),
};

describe('the dump of ST’s wiki', () => {
  it('equals the table that STM32CubeProgrammer prints of it, 96 of 96 words', () => {
    expect(dump.form).toBe('partition-text');
    expect(table.form).toBe('displ-text');
    expect(dump.fuses.words).toEqual(table.fuses.words);
    expect(dump.fuses.words.filter(({ knowledge }) => knowledge !== 'absent').length).toBe(96);
    expect([dump.fuses.state, table.fuses.state]).toEqual([0, 0]);
    expect(encodePartition(partition).length).toBe(776);
  });

  it('has the names of bits that the table prints below each word', () => {
    const printed = new Map<number, string[]>();
    for (const line of pageText('wiki-displ.txt').split('\n')) {
      const [, id] = /^\s+(\d\d)\s+\|\s+0x/.exec(line) ?? [];
      const [, bit] = /\|_(\[\d+\] .*?)\s*$/.exec(line) ?? [];
      if (id !== undefined) printed.set(Number(id), []);
      if (bit !== undefined) [...printed.values()].at(-1)?.push(bit);
    }
    expect(printed.size).toBe(96);
    for (const [word, names] of printed)
      expect(statusNames(dump.fuses.words[word]?.status ?? 0)).toEqual(names);
  });

  it('holds the numbers that the page speaks of', () => {
    expect(dump.fuses.words[7]).toEqual({ knowledge: 'known', value: 0xdeadbeef, status: 0x40000000 });
    // A read lock, and no value: not a blank word.
    expect(dump.fuses.words[56]).toEqual({ knowledge: 'unreadable', value: 0, status: 0x30000000 });
    expect(dump.fuses.words[29]?.knowledge).toBe('known');
  });
});

describe('the write example of ST’s wiki', () => {
  it('asks for word 9 alone: the halves of word 10’s status are swapped', () => {
    const { fuses } = readFuses(ascii(pageText('wiki-write.txt')));
    expect(fuses.words[9]).toMatchObject({ value: 0x01234567, status: 0xc0000000 });
    expect(fuses.words[10]).toMatchObject({ value: 0x8abcdef0, status: 0x0000c000 });
    expect(fuses.words.filter(({ value, status }) => value !== 0 || status !== 0).length).toBe(2);
  });
});

describe('the dump of the ConnectCore page', () => {
  const { form, fuses } = readFuses(ascii(pageText('connectcore.txt')));

  it('has the rows that it prints, and knows nothing of 0x20 and 0x70 to 0x17F', () => {
    expect(form).toBe('nvmem-text');
    const absent = fuses.words.flatMap(({ knowledge }, word) => (knowledge === 'absent' ? [word] : []));
    expect(absent).toEqual([8, 9, 10, 11, ...Array.from({ length: 68 }, (_, index) => 28 + index)]);
    expect(fuses.words[13]).toEqual({ knowledge: 'known', value: 0x00360035, status: undefined });
    expect(fuses.words[3]).toEqual({ knowledge: 'unsure', value: 0, status: undefined });
  });

  it('has word 12 at byte 48, which is where the page looks for word 48', () => {
    // dd bs=4 skip=12
    const piece = readFuses(ascii('7cf5f917\n'), { at: 12 });
    expect(piece.fuses.words[12]).toEqual(fuses.words[12]);
    expect(piece.fuses.words[48]?.knowledge).toBe('absent');
  });
});

describe('what hexdump, od and xxd print', () => {
  const whole = { ...dump.fuses, state: 0 };
  const nvmem = dump.fuses.words.map(({ value = 0 }) => ({
    knowledge: value === 0 ? 'unsure' : 'known',
    value,
    status: undefined,
  }));

  it.each(Object.entries(forms))('%s', (_, { partition, nvmem: dumped }) => {
    expect(readFuses(ascii(partition))).toEqual({ form: 'partition-text', fuses: whole });
    expect(readFuses(ascii(dumped)).fuses.words).toEqual(nvmem);
    expect(readFuses(ascii(dumped)).form).toBe('nvmem-text');
  });

  it.each(Object.entries(forms))('%s, pasted with a prompt, blanks and CRLF', (command, texts) => {
    const pasted = `root@board:~# ${command} otp.bin\n\n${texts.partition}\nroot@board:~# `.replaceAll(
      '\n',
      '\r\n',
    );
    expect(readFuses(ascii(pasted)).fuses).toEqual(whole);
    const indented = texts.partition.replace(/^(?=.)/gm, '    ');
    expect(readFuses(ascii(indented)).fuses).toEqual(whole);
  });
});
