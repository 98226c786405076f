import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/index.js';
import { inBench, words, write } from './board-writes.js';
import { newChip, serialOf } from './stand-in/simulated-mp1.mjs';

describe.each(['0.9', '0.11'] as const)('a MAC address and a serial number, by dfu-util %s', (version) => {
  it('go from a dump to locked words in two writes and a reset', async () => {
    await inBench(async (bench) => {
      bench.set({ version });
      expect(await write(bench)).toMatchObject({
        result: 'written',
        plan: { fuses: { step: 'values', later: [57, 58, 60] } },
      });
      expect(words(bench)).toEqual([
        [0x42e18000, false],
        [0xe448, false],
        [7, false],
      ]);
      expect(bench.calls).toEqual(['list', 'upload', 'download', 'upload']);
      expect(await write(bench)).toMatchObject({ result: 'pending', plan: { fuses: { step: 'locks' } } });
      expect(words(bench)).toEqual([
        [0x42e18000, true],
        [0xe448, true],
        [7, true],
      ]);
      bench.reset();
      const last = await write(bench);
      expect(last).toMatchObject({ result: 'nothing-to-do' });
      expect(last.plan.units.every(({ state }) => state === 'skip')).toBe(true);
      expect(bench.chip).toMatchObject({ doubleWrites: 0, steps: 6 });
    });
  });

  it('are seen by the user alone where the layout keeps a value', async () => {
    await inBench(async (bench) => {
      bench.set({ version });
      const secret = join(bench.folder, 'secret.yaml');
      writeFileSync(
        secret,
        'format: otpforge.layout/1\nfuses: STM32MP157C\nfields:\n  key: { offset: 0xF4, type: bytes, length: 8, secret: true }\n',
      );
      const made = await write(bench, { layout: secret, values: { key: '0102030405060708' }, shared: true });
      expect(made).toMatchObject({ result: 'done' });
      expect(JSON.stringify(made)).not.toMatch(/01 ?02 ?03|0x04030201|08 ?07 ?06|67305985/i);
      for (const file of [made.file?.path, made.readBack?.dump])
        expect(statSync(file ?? '').mode & 0o077).toBe(0);
    });
  });

  it('are refused on a chip that was closed in between', async () => {
    await inBench(async (bench) => {
      bench.set({ version });
      const against = bench.dump();
      bench.chip = { ...bench.chip, state: 1 };
      await expect(write(bench, { against })).rejects.toMatchObject({
        code: 'DFU_NO_OTP',
        message: expect.stringContaining('the chip is closed'),
      });
      await expect(write(bench)).resolves.toMatchObject({
        result: 'refused',
        plan: { refusals: [{ code: 'FUSE_STATE' }] },
      });
      expect(bench.chip.steps).toBe(0);
    });
  });

  it('are refused while the boot ROM runs, with the way to U-Boot', async () => {
    await inBench(async (bench) => {
      bench.set({ version, mode: 'rom' });
      await expect(write(bench)).rejects.toMatchObject({
        code: 'DFU_NO_OTP',
        message: expect.stringContaining('the boot ROM answers'),
        remedy: expect.stringContaining('FlashLayout.tsv'),
      });
    });
  });

  it('are refused where nothing is connected, or may be opened', async () => {
    await inBench(async (bench) => {
      bench.set({ version, mode: 'gone' });
      await expect(write(bench)).rejects.toMatchObject({ code: 'DFU_NO_DEVICE' });
      bench.set({ version, breakage: 'access' });
      await expect(write(bench)).rejects.toMatchObject({
        code: 'DFU_READ_FAILED',
        message: expect.stringContaining('udev rule for 0483:df11'),
      });
    });
  });

  it('are refused on another board than the dump is of', async () => {
    await inBench(async (bench) => {
      bench.set({ version });
      const against = bench.dump();
      const other = newChip({ uid: [0x00410033, 0x33385116, 0x34383330] });
      bench.chip = other;
      await expect(write(bench, { against })).rejects.toMatchObject({
        code: 'MP1_OTHER_CHIP',
        message: expect.stringContaining(serialOf(other)),
      });
      expect(bench.calls).toEqual(['list']);
      expect(bench.chip.steps).toBe(0);
    });
  });

  it('are refused where the fuses are not as the dump has them any more', async () => {
    await inBench(async (bench) => {
      bench.set({ version });
      const against = bench.dump();
      const { chip } = bench;
      const word = chip.words[70];
      if (word) word.value = 1;
      bench.chip = chip;
      await expect(write(bench, { against })).rejects.toMatchObject({ code: 'CHIP_CHANGED' });
      expect(bench.calls).toEqual(['list', 'upload']);
      expect(bench.chip.steps).toBe(0);
    });
  });

  it('are refused where somebody has changed the file since it was planned', async () => {
    await inBench(async (bench) => {
      bench.set({ version });
      const output = join(bench.folder, 'changed.bin');
      const onEvent = ({ type }: RunEvent) => {
        if (type === 'progress') writeFileSync(output, Buffer.alloc(776, 0xff));
      };
      await expect(write(bench, { output, onEvent })).rejects.toMatchObject({ code: 'MP1_FILE_CHANGED' });
      expect(bench.calls).toEqual(['list', 'upload']);
      expect(bench.chip.steps).toBe(0);
    });
  });

  it('are not claimed when the connection breaks in the write', async () => {
    await inBench(async (bench) => {
      bench.set({ version, breakage: 'download-1' });
      await expect(write(bench)).rejects.toMatchObject({ code: 'FUSES_DIFFER', exitCode: 6 });
      bench.set({ version, breakage: 'upload-2' });
      await expect(write(bench)).rejects.toMatchObject({ code: 'DFU_WRITE_FAILED', exitCode: 7 });
      bench.set({ version });
      expect(await write(bench)).toMatchObject({ result: 'pending' });
    });
  });

  it('are not claimed when the service stops at an error, though dfu-util says "Done!" and ends with 0', async () => {
    await inBench(async (bench) => {
      bench.set({ version });
      bench.chip = { ...bench.chip, errors: [58] };
      await expect(write(bench)).rejects.toMatchObject({
        code: 'FUSES_DIFFER',
        message: expect.stringMatching(
          /word 58 \(XK26\) is still blank; word 60 \(XK28\) is still blank.*The service stops/,
        ),
      });
      expect(words(bench)[0]).toEqual([0x42e18000, false]);
      bench.chip = { ...bench.chip, errors: [] };
      expect(await write(bench)).toMatchObject({ result: 'written' });
      expect(bench.chip.doubleWrites).toBe(0);
    });
  });
});

describe('a power cut in any word', () => {
  it.each([1, 2, 3])(
    '(%i) ends right when run again, or names the word that is lost and writes nothing more',
    async (at) => {
      await inBench(async (bench) => {
        const seeds = [1, 2, 3, 4, 5, 6];
        const ends = new Set<string>();
        for (const seed of seeds) {
          bench.chip = { ...newChip(), seed };
          bench.set({ powerAt: { 1: at } });
          const options = { journal: join(bench.folder, `journal-${seed}.jsonl`) };
          const first = await write(bench, options).catch((error: { code: string }) => error.code);
          expect(['FUSES_DIFFER', 'DFU_WRITE_FAILED']).toContain(first);
          bench.set({});
          const { steps } = bench.chip;
          const second = await write(bench, options);
          ends.add(second.result);
          if (second.result === 'refused') {
            expect(second.plan.refusals[0]?.code).toMatch(/^(CONFLICT|WORD_UNKNOWN)$/);
            expect(second.plan.refusals[0]?.message).toContain(`word ${[57, 58, 60][at - 1]} `);
            expect(bench.chip.steps).toBe(steps);
          } else expect(second.result).toBe('written');
          expect(bench.chip.doubleWrites).toBe(0);
        }
        expect(ends).toContain('refused');
      });
    },
  );
});
