import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endWrittenFile } from '../../src/api/mp1-runs.js';
import { type FuseWriteOptions, listJournal, writeFuses } from '../../src/index.js';
import { decodePartition } from '../../src/mp1/index.js';
import { inFolder } from '../support/cli.js';
import { Bench } from './bench.js';
import { newChip, serialOf } from './stand-in/simulated-mp1.mjs';

const board = `format: otpforge.layout/1
fuses: STM32MP157C
lock: [57, 58, 60]
fill: 0
fields:
  mac: { offset: 0xE4, type: mac, prefix: "00:80:E1" }
  serial: { offset: 0xF0, type: u32, unique: true }
`;
const values = { mac: '00:80:E1:42:48:E4', serial: 7 };

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

function words(bench: Bench): readonly (readonly [number, boolean])[] {
  return [57, 58, 60].map((word) => {
    const { value = 0, locked = false } = bench.chip.words[word] ?? {};
    return [value, locked];
  });
}

let files = 0;

/** The same command against a fresh dump, by the stand-in. */
async function write(bench: Bench, options: Partial<FuseWriteOptions> = {}) {
  files += 1;
  const layout = join(bench.folder, 'board.yaml');
  writeFileSync(layout, board);
  return writeFuses({
    layout,
    values,
    against: bench.dump(),
    output: join(bench.folder, `file-${files}.bin`),
    dfu: bench.program,
    journal: bench.journal,
    confirm: () => true,
    ...options,
  });
}

async function inBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  await inFolder((folder) => work(new Bench(folder)));
}
