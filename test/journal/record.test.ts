import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { runtime } from '../../src/files/runtime.js';
import {
  appendToJournal,
  type EndLine,
  interruptedRuns,
  type JournalLine,
  readJournal,
  recordRun,
  runsOf,
} from '../../src/journal/index.js';
import { type Bend, burn, type Rig, rig } from '../burn/support.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const FLASH = 0x08000000;
const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) & 0x7f);

async function linesOf(file: string): Promise<readonly JournalLine[]> {
  const { check, entries } = await readJournal(file);
  expect(check.firstBad).toBeUndefined();
  return entries;
}

describe.each([f401, l476])('the journal of a run on $name', (device) => {
  const { base } = device.bank.otp;
  const image = imageOf([FLASH, ramp(64)], [base, ramp(32)]);

  const recorded = (
    file: string,
    unit: Rig,
    options: Parameters<typeof burn>[2] = {},
    notes: string[] = [],
  ) =>
    recordRun(
      { append: (entry) => appendToJournal(file, entry), note: (text) => notes.push(text) },
      (hooks) => burn(unit, image, { ...options, ...hooks }),
    );

  const inJournal = (
    work: (at: { file: string; unit: Rig; notes: string[] }) => Promise<void>,
    bend?: Bend,
  ) =>
    inFolder((folder) => work({ file: join(folder, 'journal.jsonl'), unit: rig(device, bend), notes: [] }));

  it('has a line before the first write and one after the last', () =>
    inJournal(async ({ file, unit }) => {
      const report = await recorded(file, unit, {
        confirm: async () => {
          await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
          return true;
        },
      });
      const [begin, end] = await linesOf(file);
      const same = {
        run: begin?.state === 'begin' ? begin.run : '',
        version: expect.stringMatching(/^\d+\.\d+/),
        probe: { description: `simulated ${device.name}`, serial: 'sim', vtrefMv: 3300 },
        device: device.name,
        bank: device.bank.name,
        uid: report.plan.chip.uid,
        plan: report.plan.hash,
        image: { sha256: report.plan.imageSha256 },
        loader: report.plan.loader?.sha256,
      };
      expect(begin).toMatchObject({
        ...same,
        ...runtime(),
        state: 'begin',
        units: [{ address: base, length: 32, kind: 'data', state: 'burn' }],
      });
      expect(end).toMatchObject({
        ...same,
        state: 'end',
        result: 'done',
        codes: [],
        unitsBurnt: 32 / device.bank.otp.writeUnit,
        locksSet: 0,
      });
      expect(end).not.toHaveProperty('os');
    }));

  it('has the first line on the disk before flash is touched', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const found: string[] = [];
      const unit = rig(device, (probe) => ({
        programFlash: async (...args) => {
          found.push(...(await linesOf(file)).map(({ state }) => state));
          return probe.programFlash(...args);
        },
      }));
      await recorded(file, unit);
      expect(found).toEqual(['begin']);
    }));

  it('writes nothing to the chip when the journal cannot be written', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await mkdir(file);
      const unit = rig(device);
      await expect(recorded(file, unit)).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED', exitCode: 9 });
      expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
    }));

  it('does not take back a burn whose last line cannot be written, and says so', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const notes: string[] = [];
      const unit = rig(device, (probe) => ({
        resetRun: async () => {
          await probe.resetRun();
          await writeFile(file, 'no journal any more\n');
        },
      }));
      expect(await recorded(file, unit, {}, notes)).toMatchObject({ result: 'done' });
      expect(notes.join()).toContain('the end of this run is not in the journal');
    }));

  it('keeps refusals and a no, with one line each', () =>
    inJournal(async ({ file, unit }) => {
      await expect(recorded(file, unit, { confirm: async () => false })).rejects.toMatchObject({
        code: 'DECLINED',
      });
      await expect(recorded(file, unit, { expectedHash: '0'.repeat(64) })).rejects.toThrow();
      unit.chip.bench.poke(base, new Uint8Array(8));
      await recorded(file, unit);
      const ends = (await linesOf(file)) as EndLine[];
      expect(ends.map(({ state, result, codes }) => [state, result, codes])).toEqual([
        ['end', 'declined', ['DECLINED']],
        ['end', 'refused', ['PLAN_NOT_CONFIRMED']],
        ['end', 'refused', ['CONFLICT']],
      ]);
      for (const end of ends) expect(end).toMatchObject(runtime());
    }));

  it('tells of a run that lost its probe in the middle, until a run has finished it', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      let lose = true;
      const unit = rig(device, (probe) => ({
        waitHalted: async (timeoutMs) => {
          const halted = await probe.waitHalted(timeoutMs);
          if (lose) throw new OtpforgeError('PROBE_LOST', { message: 'unplugged' });
          return halted;
        },
      }));
      await expect(recorded(file, unit)).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
      const { uid } = unit.chip.toState();
      expect(await interruptedRuns(file, uid)).toMatchObject([
        { codes: ['BURN_INTERRUPTED'], units: [{ address: base, length: 32 }] },
      ]);
      expect((await linesOf(file)).at(-1)).toMatchObject({
        result: 'interrupted',
        step: expect.any(String),
        unitsBurnt: 0,
        written: 'otp',
      });
      expect(runsOf(await linesOf(file))).toMatchObject([{ perhaps: { bytes: 32, locks: 0 } }]);
      lose = false;
      await recorded(file, unit);
      expect(await interruptedRuns(file, uid)).toEqual([]);
    }));

  it('tells nothing of a run whose firmware was interrupted', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const unit = rig(device, () => ({
        programFlash: async () => {
          throw new OtpforgeError('PROBE_LOST', { message: 'unplugged' });
        },
      }));
      await expect(recorded(file, unit)).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
      expect(await interruptedRuns(file, unit.chip.toState().uid)).toEqual([]);
      expect((await linesOf(file)).at(-1)).toMatchObject({ written: 'firmware' });
    }));

  it('says how far a run came that was stopped behind its data', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const controller = new AbortController();
      const unit = rig(device, (probe) => ({
        waitHalted: async (timeoutMs) => {
          controller.abort();
          return probe.waitHalted(timeoutMs);
        },
      }));
      const { locks } = device.bank.otp;
      const locked = imageOf([base, ramp(32)], ...(locks ? [[base + locks.offset, [0]] as const] : []));
      const stopped = recordRun({ append: (entry) => appendToJournal(file, entry) }, (hooks) =>
        burn(unit, locked, { ...hooks, signal: controller.signal }),
      );
      if (!locks) return expect(await stopped).toMatchObject({ result: 'done' });
      await expect(stopped).rejects.toMatchObject({ code: 'BURN_STOPPED' });
      expect((await linesOf(file)).at(-1)).toMatchObject({ unitsBurnt: 32, locksSet: 0, written: 'otp' });
    }));

  it('tells nothing of a run that only the reset at its end cut off', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const unit = rig(device, () => ({
        resetRun: async () => {
          throw new OtpforgeError('PROBE_LOST', { message: 'unplugged' });
        },
      }));
      await expect(recorded(file, unit)).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
      expect((await linesOf(file)).at(-1)).toMatchObject({ step: 'after the last write' });
      expect(await interruptedRuns(file, unit.chip.toState().uid)).toEqual([]);
    }));

  it('has no line of a run that did not reach a chip', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const unit = rig(device, () => ({
        identify: async () => {
          throw new OtpforgeError('PROBE_LOST', { message: 'unplugged' });
        },
      }));
      await expect(recorded(file, unit)).rejects.toMatchObject({ code: 'PROBE_LOST' });
      await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
    }));
});
