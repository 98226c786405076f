import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePartition, readFuses } from '../../src/mp1/index.js';
import { ascii, pageText } from '../mp1/data.js';
import { inFolder, otpforge } from '../support/cli.js';

const page = readFuses(ascii(pageText('wiki-partition.txt')));
const words = page.fuses.words.map(({ value = 0, status = 0 }) => ({ value, status }));
const partition = encodePartition({ state: 0, words });

describe('otpforge mp1 show', () => {
  it('shows what the chip of ST’s wiki is, and 96 words, in 80 columns', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.bin'), partition);
      const { exitCode, stdout, stderr } = await otpforge(
        ['mp1', 'show', 'otp.bin', '--device', 'STM32MP157C'],
        folder,
      );
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      for (const part of ['004100323338511634383330', 'AC: TFBGA361', '00:80:E1:42:48:E4', '0x12722301'])
        expect(stdout).toContain(part);
      const lines = stdout.trimEnd().split('\n');
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.at(-1)).toBe('96 words: 35 with a value, 52 blank, 9 not readable, 44 locked');
      expect(readdirSync(folder)).toEqual(['otp.bin']);
    }));

  it('reads standard input', () =>
    inFolder(async (folder) => {
      const child = spawn(
        process.execPath,
        [resolve('dist/cli/main.js'), 'mp1', 'show', '-', 'word=7', '--json'],
        { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] },
      );
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      child.stdin.end(pageText('wiki-displ.txt'));
      await new Promise((done) => child.on('close', done));
      expect(JSON.parse(text)).toMatchObject({
        format: 'otpforge.mp1-show/1',
        file: '-',
        form: 'displ-text',
        words: [{ word: 7, value: 0xdeadbeef, bits: ['[30] Permanent write lock'] }],
      });
    }));

  it('draws the words as a grid, as a picture too', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.bin'), partition);
      const { exitCode, stdout } = await otpforge(
        ['mp1', 'show', 'otp.bin', '--device', 'STM32MP157C', '--map', '--svg', 'fuses.svg'],
        folder,
      );
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^0xE0 {3}---- kkkk kkkk llll \.{4}/m);
      expect(stdout.trimEnd().split('\n').at(-1)).toBe(
        '35 units of 4 bytes programmed, 52 blank, 9 not readable, 44 locked units',
      );
      expect(readFileSync(join(folder, 'fuses.svg'), 'utf8')).toMatch(/^<svg/);
    }));

  it.each([
    ['a text without addresses', ['piece.txt'], 2, 'MP1_TEXT_PLACE'],
    ['a word that is none', ['otp.bin', 'word=96'], 2, 'MP1_WORD'],
    ['words of another spelling', ['otp.bin', 'wordID=9'], 2, 'MP1_WORD'],
    ['two places', ['piece.txt', '--at', 'word=1,2'], 2, 'MP1_WORD'],
    ['a picture without a map', ['otp.bin', '--svg', 'x.svg'], 2, 'USAGE'],
    ['a picture over the dump', ['otp.bin', '--map', '--svg', 'otp.bin'], 2, 'FILE_OVERWRITES_INPUT'],
    ['another chip', ['otp.bin', '--device', 'STM32MP153A'], 5, 'MP1_OTHER_CHIP'],
    ['no STM32MP1', ['otp.bin', '--device', 'STM32F401RE'], 2, 'DEVICE_UNKNOWN'],
    ['a file of another size', ['short.bin'], 3, 'MP1_SIZE'],
    ['no dump', ['prose.txt'], 3, 'MP1_TEXT'],
    ['no file', ['nothing.bin'], 3, 'FILE_NOT_FOUND'],
  ])('refuses %s', (_, args, code, name) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.bin'), partition);
      await writeFile(join(folder, 'short.bin'), partition.subarray(0, 775));
      await writeFile(join(folder, 'piece.txt'), '7cf5f917\n');
      await writeFile(join(folder, 'prose.txt'), 'There is no dump here.\n');
      const { exitCode, stdout, stderr } = await otpforge(['mp1', 'show', ...args], folder);
      expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
      expect(stderr).toContain(`[${name}]`);
      expect(stderr).not.toMatch(/^ +at /m);
    }),
  );
});

describe('otpforge mp1 diff', () => {
  const changed = (word: number, value: number, status: number) =>
    encodePartition({
      state: 0,
      words: words.map((each, index) => (index === word ? { value, status } : each)),
    });

  it.each([
    ['nothing', partition, 0, 'nothing has changed'],
    ['a word that was programmed and locked', changed(60, 5, 0x40000000), 0, '1 word to look at'],
    ['a fuse that went back', changed(59, 0x12722300, 0x40000000), 6, 'IMPOSSIBLE'],
    ['another chip', changed(15, 1, 0x40000000), 5, 'MP1_OTHER_CHIP'],
  ])('shows %s', (_, later, code, said) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'old.bin'), partition);
      await writeFile(join(folder, 'new.bin'), later);
      const { exitCode, stdout, stderr } = await otpforge(['mp1', 'diff', 'old.bin', 'new.bin'], folder);
      expect(exitCode).toBe(code);
      expect(stdout + stderr).toContain(said);
    }),
  );

  it.each([
    ['done', 0xc0000000, 0x40000000, 0, 'DONE'],
    ['pending until reset', 0xc0000000, 0, 7, 'PENDING UNTIL RESET'],
  ])('shows that a write is %s', (_, asked, status, code, said) =>
    inFolder(async (folder) => {
      const empty = Array.from({ length: 96 }, () => ({ value: 0, status: 0 }));
      const request = empty.map((each, word) => (word === 60 ? { value: 5, status: asked } : each));
      await writeFile(join(folder, 'values.bin'), encodePartition({ state: 0, words: request }));
      await writeFile(join(folder, 'new.bin'), changed(60, 5, status));
      const { exitCode, stdout } = await otpforge(['mp1', 'diff', 'values.bin', 'new.bin'], folder);
      expect(exitCode).toBe(code);
      expect(stdout).toContain(said);
    }),
  );
});
