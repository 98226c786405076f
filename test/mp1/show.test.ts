import { describe, expect, it } from 'vitest';
import { encodePartition, type FuseInput, readFuses, showDocument } from '../../src/mp1/index.js';
import { ascii, pageText } from './data.js';

const page = readFuses(ascii(pageText('wiki-partition.txt')));
const table = readFuses(ascii(pageText('wiki-displ.txt')));

/** What words say, by name; for one line where a chip may be of two. */
function said(input: FuseInput, line?: 'MP13' | 'MP15'): Record<string, string> {
  const { meanings } = showDocument('otp.bin', input, []);
  return Object.fromEntries(
    meanings
      .filter((each) => each.line === undefined || each.line === line)
      .map(({ name, text }) => [name, text]),
  );
}

/** A partition of words alone, the others zero. */
function chip(
  words: Readonly<Record<number, number>>,
  status: Readonly<Record<number, number>> = {},
  device?: string,
) {
  const all = Array.from({ length: 96 }, (_, word) => ({
    value: words[word] ?? 0,
    status: status[word] ?? 0,
  }));
  return readFuses(encodePartition({ state: 0, words: all }), { device });
}

describe('what the words of ST’s wiki say', () => {
  it('is the serial number, package, MAC and board of the page', () => {
    expect(said(table)).toEqual({
      state: 'open',
      'life-cycle': 'open',
      'part-number': 'STM32MP157C',
      package: 'AC: TFBGA361, 12 × 12 mm',
      'unique-id': '004100323338511634383330',
      mac: '00:80:E1:42:48:E4, locked',
      'board-id': '0x12722301: ST’s MB1272 Var2.0 Rev.C-01, locked',
      'key-hash': 'in part: 3 of 8 words are not zero, words 24, 25 locked',
      'monotonic-counter': '0',
      nand: 'no parameters in fuses',
      watchdogs: 'IWDG2 stops in Stop; IWDG2 stops in Standby',
      supply: 'not set as below 2.5 V',
      calibration: 'VREFINT 0x5E36, TS_CAL1 0x3023, TS_CAL2 0x4013',
      'rma-passwords': 'not readable, not locked',
    });
  });

  it('leaves the line open where no device is named: part number 0 is of two chips', () => {
    expect(page.fuses.lines).toEqual(['MP13', 'MP15']);
    expect(said(page, 'MP15')).toEqual(said(table));
    expect(said(page, 'MP13')).toMatchObject({
      'part-number': 'STM32MP135C',
      'board-id': 'blank, not locked',
    });
    expect(said(page)).not.toHaveProperty('part-number');
    const named = readFuses(ascii(pageText('wiki-partition.txt')), { device: 'STM32MP157CAC' });
    expect(said(named)).toEqual(said(table));
  });

  it('shows the words that were asked for, with what they say', () => {
    const { words, meanings } = showDocument('otp.bin', table, [7, 57]);
    expect(words.map(({ word }) => word)).toEqual([7, 57]);
    expect(words[0]).toEqual({
      word: 7,
      name: 'CFG7',
      range: 'lower',
      knowledge: 'known',
      value: 0xdeadbeef,
      status: 0x40000000,
      bits: ['[30] Permanent write lock'],
    });
    expect(meanings.map(({ name }) => name)).toEqual(['mac']);
  });
});

describe('what words say', () => {
  it('knows when a chip is closed', () => {
    const lifeCycle = (cfg0: number, device: string) => said(chip({ 0: cfg0 }, {}, device))['life-cycle'];
    expect([0x17, 0x57].map((cfg0) => lifeCycle(cfg0, 'STM32MP157C'))).toEqual(['open', 'closed']);
    expect([0x17, 0x3f, 0x17f, 0x3ff, 0x57].map((cfg0) => lifeCycle(cfg0, 'STM32MP135C'))).toEqual([
      'open',
      'closed',
      'closed, no boundary scan',
      'closed, no JTAG',
      'not one that is documented',
    ]);
  });

  it.each([
    [0x00000080, ['MP15'], 'STM32MP157F'],
    [0x000000c1, ['MP13'], 'STM32MP133A'],
    [0x000006c8, ['MP13'], 'STM32MP131C'],
    [0x0000802e, ['MP15'], 'STM32MP151C'],
  ] as const)('part number %i is of one line alone', (rpn, lines, name) => {
    const input = chip({ 1: rpn });
    expect(input.fuses.lines).toEqual(lines);
    expect(said(input)['part-number']).toBe(name);
  });

  it('has two MAC addresses, board id and key in places of their own on STM32MP13x', () => {
    const words = {
      57: 0x42e18000,
      58: 0x8000e448,
      59: 0xe54842e1,
      60: 0x16351201,
      92: 1,
      93: 2,
      94: 3,
      95: 4,
    };
    expect(said(chip(words, {}, 'STM32MP135C'))).toMatchObject({
      mac: '00:80:E1:42:48:E4, not locked',
      'mac-2': '00:80:E1:42:48:E5, not locked',
      'board-id': '0x16351201: ST’s MB1635 Var1.0 Rev.B-01, not locked',
      'encryption-key': 'there, not locked',
    });
    expect(said(chip(words, {}, 'STM32MP157C'))['board-id']).toBe('0xE54842E1, not locked');
    expect(said(chip({ 57: 0x42e18001 }))).toMatchObject({
      mac: '01:80:E1:42:00:00 (a group address: no device has it), not locked',
    });
  });

  it('shows whether a key hash is there, never more than is known', () => {
    const hash = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [24 + index, 0x11111111]));
    const locks = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [24 + index, 0x40000000]));
    expect(said(chip(hash, locks))['key-hash']).toBe('there, locked');
    expect(said(chip({}))['key-hash']).toBe('not there, not locked');
    const nvmem = readFuses(new Uint8Array(384));
    expect(said(nvmem)['key-hash']).toBe('zero or not readable');
    expect(said(readFuses(ascii(pageText('connectcore.txt'))))['key-hash']).toBe('unknown: not in the text');
  });

  it('counts versions and watchdogs', () => {
    const input = chip({ 4: 0x7, 9: 0x80000000, 18: 0x2018 });
    expect(said(input)).toMatchObject({
      'monotonic-counter': '3',
      nand: 'its parameters are in fuses',
      watchdogs: 'IWDG1 and IWDG2 start with the chip',
      supply: 'below 2.5 V',
    });
  });

  it('knows no serial number without all of its words', () => {
    const input = chip({ 13: 1, 14: 2 }, { 15: 0x20000000 });
    expect(said(input)['unique-id']).toBe('not readable');
    expect(showDocument('', input, []).uid).toBeNull();
  });
});

describe('a file that asks for writes', () => {
  it('shows what the service would do, and what it would ignore', () => {
    const { requests } = showDocument('otp.bin', readFuses(ascii(pageText('wiki-write.txt'))), []);
    expect(requests).toEqual([
      { word: 9, value: 0x01234567, lock: true, ignored: null },
      {
        word: 10,
        value: 0x8abcdef0,
        lock: false,
        ignored: 'bit 31 is not set: the service passes the word over',
      },
    ]);
  });

  it('names locks that last until reset, and a value of 0', () => {
    const input = chip({ 60: 1 }, { 60: 0xe0000000, 61: 0x80000000, 62: 0xc0000000 });
    expect(showDocument('', input, []).requests.map(({ ignored }) => ignored)).toEqual([
      'the service ignores bits 27 to 29; such locks last until reset',
      'value 0: nothing is programmed',
      null,
    ]);
  });

  it('is not seen in a dump', () => expect(showDocument('', page, []).requests).toEqual([]));
});
