import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Bench } from '../fuse/bench.js';
import { inFolder, otpforge } from '../support/cli.js';

const page = ['lock', 'word=9', 'value=0x01234567', 'word=10', 'value=0x8ABCDEF0'];
const chip = ['--device', 'STM32MP157C'];

describe('otpforge mp1 write', () => {
  it('refuses the write example of ST’s page, and does it by name: values, then locks', async () => {
    await inFolder(async (folder) => {
      const bench = new Bench(folder);
      const run = (...args: readonly string[]) =>
        otpforge(['mp1', 'write', ...page, ...chip, ...args], folder);
      const refused = await run('--against', bench.dump(), '-o', 'values.bin', '--yes');
      expect(refused.exitCode).toBe(5);
      expect(refused.stdout).toContain('refused [WORD_OWNED] word 9 (CFG9) is the NAND configuration');
      expect(existsSync(join(folder, 'values.bin'))).toBe(false);
      const own = ['--own', 'word=9,10', '--yes'];
      const values = await run('--against', bench.dump(), '-o', 'values.bin', ...own);
      expect(values.exitCode).toBe(0);
      expect(values.stdout.trimEnd().split('\n').at(-1)).toBe(
        'NOTHING IS BURNT YET: values.bin is only a file.',
      );
      expect(hexAt0x50(join(folder, 'values.bin'))).toBe(
        '67452301000000 80F0DEBC8A00000080'.replace(' ', ''),
      );
      const one = await run('--against', bench.dump(), '-o', 'one.bin', '--one-file', ...own);
      expect(one.stderr).toContain('one file writes and locks');
      expect(hexAt0x50(join(folder, 'one.bin'))).toBe('67452301000000C0F0DEBC8A000000C0');
      const { chip: board } = bench;
      Object.assign(board.words[9] ?? {}, { value: 0x01234567 });
      Object.assign(board.words[10] ?? {}, { value: 0x8abcdef0 });
      bench.chip = board;
      await run('--against', bench.dump(), '-o', 'locks.bin', ...own);
      expect(hexAt0x50(join(folder, 'locks.bin'))).toBe('00000000000000C000000000000000C0');
    });
  });

  it('burns by --dfu, and ends with 0 only when all of it is locked', async () => {
    await inFolder(async (folder) => {
      const bench = new Bench(folder);
      const run = async (n: number) => {
        const args = ['lock', 'word=60', 'value=0x7', ...chip, '--against', bench.dump(), '-o', `f${n}.bin`];
        return otpforge(['mp1', 'write', ...args, '--yes', '--dfu', bench.program], folder);
      };
      const [first, second] = [await run(1), await run(2)];
      expect([first.exitCode, second.exitCode]).toEqual([7, 7]);
      expect(first.stdout).toContain('NOT FINISHED: the values are read back.');
      expect(second.stdout).toContain('PENDING UNTIL RESET:');
      bench.reset();
      const third = await run(3);
      expect(third.exitCode).toBe(0);
      expect(third.stdout).toContain('PASS: the chip shows all of it; word 60 is locked.');
    });
  });

  it('asks before it writes a file, and shows a plan and its hash without -o', async () => {
    await inFolder(async (folder) => {
      const bench = new Bench(folder);
      const args = ['mp1', 'write', 'word=60', 'value=0x7', ...chip, '--against', bench.dump()];
      expect((await otpforge([...args, '-o', 'f.bin'], folder)).exitCode).toBe(8);
      const shown = await otpforge(args, folder);
      expect(shown.exitCode).toBe(0);
      const [, hash = ''] = /plan (p2-[0-9a-f]{64})/.exec(shown.stdout) ?? [];
      const made = await otpforge([...args, '-o', 'f.bin', '--confirm', hash, '--json'], folder);
      expect(JSON.parse(made.stdout)).toMatchObject({
        format: 'otpforge.fuse-write/1',
        result: 'file-written',
      });
      const other = await otpforge([...args, '-o', 'g.bin', '--confirm', `p2-${'0'.repeat(64)}`], folder);
      expect([other.exitCode, existsSync(join(folder, 'g.bin'))]).toEqual([5, false]);
    });
  });

  it.each([
    ['no dump', ['write', 'word=60', 'value=0x7'], 'MP1_NO_DUMP', 2],
    ['no word', ['write'], 'USAGE', 2],
    ['a value of zero', ['write', 'word=60', 'value=0x0', '--blind', ...chip], 'MP1_WORD', 2],
    ['no chip', ['lock', 'word=60', '--blind'], 'DEVICE_NEEDED', 2],
    ['a file of odd bytes', ['fwrite', 'odd.bin', 'word=60', '--blind', ...chip], 'FILE_NOT_FOUND', 3],
    [
      '--dfu without a dump',
      ['write', 'word=60', 'value=0x7', '--blind', '--dfu', '-o', 'f.bin', '--yes', ...chip],
      'USAGE',
      2,
    ],
  ])('says what is wrong with %s', async (_, args, code, exitCode) => {
    await inFolder(async (folder) => {
      const found = await otpforge(['mp1', ...args], folder);
      expect([found.exitCode, found.stderr.includes(`[${code}]`)], found.stderr).toEqual([exitCode, true]);
    });
  });

  it('keeps the journal that otpforge.yaml names, and diff ends the run there', async () => {
    await inFolder(async (folder) => {
      const bench = new Bench(folder);
      writeFileSync(join(folder, 'otpforge.yaml'), 'format: otpforge.config/1\njournal: line.jsonl\n');
      const args = [
        'mp1',
        'write',
        'word=60',
        'value=0x7',
        ...chip,
        '--against',
        bench.dump(),
        '-o',
        'f.bin',
      ];
      expect((await otpforge([...args, '--yes'], folder)).exitCode).toBe(0);
      const [begin] = readFileSync(join(folder, 'line.jsonl'), 'utf8').split('\n');
      expect(JSON.parse(begin ?? '')).toMatchObject({
        state: 'begin',
        device: 'STM32MP157C',
        uid: '004100323338511634383330',
        units: [{ address: 240, length: 4, kind: 'data', state: 'burn' }],
        file: { name: 'f.bin' },
      });
      const { chip: board } = bench;
      Object.assign(board.words[60] ?? {}, { value: 7, spent: true });
      bench.chip = board;
      const diff = await otpforge(['mp1', 'diff', 'f.bin', bench.dump(), ...chip], folder);
      expect(diff.exitCode).toBe(0);
      const [, end] = readFileSync(join(folder, 'line.jsonl'), 'utf8').split('\n');
      expect(JSON.parse(end ?? '')).toMatchObject({ state: 'end', result: 'done', written: 'otp' });
    });
  });

  it('says by --blind what cannot be known', async () => {
    await inFolder(async (folder) => {
      const args = ['mp1', 'write', 'word=60', 'value=0x7', '--blind', ...chip, '-o', 'f.bin', '--yes'];
      const { exitCode, stderr } = await otpforge(args, folder);
      expect(exitCode).toBe(0);
      expect(stderr).toContain('nobody has read this chip');
    });
  });
});

function hexAt0x50(file: string): string {
  return readFileSync(file).subarray(0x50, 0x60).toString('hex').toUpperCase();
}
