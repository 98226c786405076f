import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endWrittenFile } from '../../src/api/mp1-runs.js';
import { listJournal, mp1Diff } from '../../src/index.js';
import { decodePartition } from '../../src/mp1/index.js';
import { inBench, write } from './board-writes.js';
import { newChip, serialOf } from './stand-in/simulated-mp1.mjs';

describe('a file without --dfu', () => {
  it('is a run that may have written, until a dump of this chip shows all of it', async () => {
    await inBench(async (bench) => {
      const output = join(bench.folder, 'values.bin');
      const made = await write(bench, { dfu: false, output });
      expect(made).toMatchObject({ result: 'file-written', file: { bytes: 776 } });
      expect(made.commands?.map(({ bash }) => bash)).toEqual(
        expect.arrayContaining([
          'dfu-util -l',
          `dfu-util -d 0483:df11 -S 004100323338511634383330 -a '@OTP/0xf2/1*776Be' -D ${output}`,
          'STM32_Programmer_CLI -c port=usb1 -otp write word=57 value=0x42E18000 word=58 value=0x0000E448 word=60 value=0x00000007',
          'STM32_Programmer_CLI -c port=usb1 -w FlashLayout.tsv',
        ]),
      );
      expect(made.commands?.map(({ cmd }) => cmd)).toContain(
        `dfu-util -d 0483:df11 -S 004100323338511634383330 -a "@OTP/0xf2/1*776Be" -D ${output}`,
      );
      const runs = async () => (await listJournal({ file: bench.journal })).runs.map(({ result }) => result);
      expect(await runs()).toEqual(['no-end']);
      const end = (dump: string) =>
        endWrittenFile({
          file: readFileSync(output),
          dump: decodePartition(readFileSync(dump)),
          uid: serialOf(bench.chip),
          journal: bench.journal,
          note: () => undefined,
        });
      expect(await end(bench.dump())).toBe(0);
      expect(await runs()).toEqual(['no-end']);
      const { chip } = bench;
      for (const [word, value] of [
        [57, 0x42e18000],
        [58, 0xe448],
        [60, 7],
      ] as const) {
        Object.assign(chip.words[word] ?? {}, { value, spent: true });
      }
      bench.chip = chip;
      expect(await end(bench.dump())).toBe(1);
      expect(await runs()).toEqual(['done']);
      expect(await listJournal({ file: bench.journal })).toMatchObject({
        runs: [{ unitsBurnt: 3, locksSet: 0, uid: '004100323338511634383330' }],
        interrupted: [],
      });
    });
  });

  it('is compared with a dump of its own chip alone', async () => {
    await inBench(async (bench) => {
      const output = join(bench.folder, 'values.bin');
      await write(bench, { dfu: false, output });
      const { journal } = bench;
      const compare = () => mp1Diff({ old: output, new: bench.dump(), journal });
      await expect(compare()).resolves.toMatchObject({ result: 'missing' });
      bench.chip = newChip({ uid: [1, 2, 3] });
      await expect(compare()).rejects.toMatchObject({ code: 'MP1_OTHER_CHIP', exitCode: 5 });
    });
  });

  it('gives its values to no other chip', async () => {
    await inBench(async (bench) => {
      await write(bench, { dfu: false });
      bench.chip = newChip({ uid: [1, 2, 3] });
      const refused = await write(bench, { dfu: false });
      expect(refused).toMatchObject({
        result: 'refused',
        plan: { refusals: [{ code: 'UNIT_ALREADY_BURNT' }, { code: 'UNIT_ALREADY_BURNT' }] },
      });
      const moved = await write(bench, { dfu: false, movedFrom: ['004100323338511634383330'] });
      expect(moved).toMatchObject({ result: 'file-written' });
    });
  });

  it('is not made against what is no dump of a chip', async () => {
    await inBench(async (bench) => {
      const output = join(bench.folder, 'values.bin');
      await write(bench, { dfu: false, output });
      await expect(write(bench, { dfu: false, against: output, output })).rejects.toMatchObject({
        code: 'FILE_OVERWRITES_INPUT',
      });
      await expect(
        write(bench, { dfu: false, against: output, output: join(bench.folder, 'again.bin') }),
      ).rejects.toMatchObject({ code: 'MP1_NO_DUMP', message: expect.stringContaining('asks for writes') });
      const nvmem = join(bench.folder, 'nvmem.bin');
      writeFileSync(nvmem, new Uint8Array(384));
      await expect(write(bench, { dfu: false, against: nvmem })).rejects.toMatchObject({
        code: 'MP1_NO_DUMP',
        message: expect.stringContaining('an nvmem dump'),
      });
      const text = join(bench.folder, 'dump.txt');
      writeFileSync(text, '00000000: 00000017 00008000 a0200000 00000000\n');
      await expect(write(bench, { dfu: false, against: text })).rejects.toMatchObject({
        code: 'MP1_NO_DUMP',
      });
    });
  });

  it('is written only when somebody says so', async () => {
    await inBench(async (bench) => {
      const output = join(bench.folder, 'values.bin');
      await expect(write(bench, { dfu: false, output, confirm: () => false })).rejects.toMatchObject({
        code: 'DECLINED',
        exitCode: 8,
      });
      const hash = `p2-${'0'.repeat(64)}`;
      await expect(write(bench, { dfu: false, output, expectedHash: hash })).rejects.toMatchObject({
        code: 'PLAN_NOT_CONFIRMED',
      });
      expect(() => readFileSync(output)).toThrow();
      expect((await listJournal({ file: bench.journal })).runs.map(({ result }) => result)).toEqual([
        'declined',
        'refused',
      ]);
    });
  });
});
