import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listJournal } from '../../src/api/journal.js';
import { type ErrorCode, OtpforgeError } from '../../src/errors/index.js';
import {
  appendToJournal,
  type EraseEntry,
  type EraseFacts,
  interruptedRuns,
  recordErase,
} from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { beginEntry } from './entries.js';

const uid = '0102030405060708090A0B0C';
const sector = { address: 0x081e0000, length: 0x20000 };
const facts: EraseFacts = {
  probe: { description: 'J-Link 17', serial: '17' },
  device: 'STM32H743ZI',
  bank: 'stm32h74x-i-sector',
  uid,
  medium: 'silicon',
  ...sector,
  saved: '/state/sectors/x.hex',
};
const failure = new OtpforgeError('SECTOR_ERASE_FAILED', { message: 'not blank' });

function erase(file: string, work: () => Promise<void>, changed: Partial<EraseFacts> = {}) {
  const append = (entry: EraseEntry) => appendToJournal(file, entry);
  return recordErase({ ...facts, ...changed }, append, () => undefined, work);
}

/** Units of an interrupted run in the sector that are still open after some erases. */
function openAfter(...erases: ((file: string) => Promise<unknown>)[]) {
  return inFolder(async (folder) => {
    const file = join(folder, 'journal.jsonl');
    const units = [{ address: sector.address, length: 64, kind: 'data', state: 'burn' }] as const;
    await appendToJournal(file, beginEntry({ uid, units }));
    for (const one of erases) await one(file);
    return (await interruptedRuns(file, uid)).flatMap(({ units: open }) => open);
  });
}

describe('an erase of a reserved sector in a journal', () => {
  it('has a line before it and one after it', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      let before = '';
      await erase(file, async () => {
        before = await readFile(file, 'utf8');
      });
      const lines = (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(JSON.parse(before)).toEqual(lines[0]);
      expect(lines).toMatchObject([
        { state: 'erase', ...facts, result: 'begun', codes: [] },
        { state: 'erase', ...facts, result: 'blank', codes: [], run: lines[0].run },
      ]);
    }));

  it('is not begun where its line cannot be written', () =>
    inFolder(async (folder) => {
      let erased = false;
      const work = erase(folder, async () => {
        erased = true;
      });
      await expect(work).rejects.toMatchObject({ code: expect.stringMatching(/^(JOURNAL|FILE)_/) });
      expect(erased).toBe(false);
    }));

  it('keeps its own error, and a note where its last line cannot be written', async () => {
    const notes: string[] = [];
    const append = async ({ result }: EraseEntry) => {
      if (result !== 'begun') throw new Error('disk full');
    };
    const failing = recordErase(
      facts,
      append,
      (text) => notes.push(text),
      async () => Promise.reject(failure),
    );
    await expect(failing).rejects.toBe(failure);
    await recordErase(
      facts,
      append,
      (text) => notes.push(text),
      async () => undefined,
    );
    expect(notes).toEqual(Array(2).fill('the end of this erase is not in the journal: disk full'));
  });

  it('settles what an interrupted run left in the sector, once it was read back blank', async () => {
    expect(await openAfter()).toHaveLength(1);
    expect(await openAfter((file) => erase(file, async () => undefined))).toEqual([]);
  });

  it('settles nothing when it failed, was interrupted, or was of another die or another sector', async () => {
    const failed = (file: string) => erase(file, async () => Promise.reject(failure)).catch(() => undefined);
    const begun = (file: string) =>
      recordErase(
        facts,
        (entry) => (entry.result === 'begun' ? appendToJournal(file, entry) : Promise.reject()),
        () => undefined,
        async () => undefined,
      );
    const burn = { address: sector.address, length: 64 };
    expect(await openAfter(failed)).toEqual([burn, sector]);
    expect(await openAfter(begun)).toEqual([burn, sector]);
    expect(await openAfter((file) => erase(file, async () => undefined, { uid: 'FF' }))).toHaveLength(1);
    expect(
      await openAfter((file) => erase(file, async () => undefined, { address: 0x08060000 })),
    ).toHaveLength(1);
  });

  it('is open itself until an erase was read back blank, unless it never began', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const ends = (code: ErrorCode) =>
        erase(file, async () => Promise.reject(new OtpforgeError(code, { message: 'ended' }))).catch(
          () => undefined,
        );
      const open = async () =>
        (await interruptedRuns(file, uid)).map(({ isErase, codes }) => [isErase, codes]);
      for (const code of ['STOPPED', 'PROBE_LOST', 'CHIP_CHANGED'] as const) await ends(code);
      expect(await open()).toEqual([]);
      await ends('SECTOR_ERASE_INTERRUPTED');
      await ends('SECTOR_ERASE_FAILED');
      const both = [
        [true, ['SECTOR_ERASE_INTERRUPTED']],
        [true, ['SECTOR_ERASE_FAILED']],
      ];
      expect(await open()).toEqual(both);
      await ends('STOPPED');
      expect(await open()).toEqual(both);
      expect((await listJournal({ file })).interrupted).toEqual([]);
      await erase(file, async () => undefined);
      expect(await open()).toEqual([]);
    }));

  it('is listed with its outcome and the file that keeps the bytes', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      await erase(file, async () => undefined);
      await erase(file, async () => Promise.reject(failure)).catch(() => undefined);
      const { erases, runs, result } = await listJournal({ file });
      expect({ runs, result }).toEqual({ runs: [], result: 'intact' });
      expect(erases).toMatchObject([
        { uid, ...sector, result: 'blank', codes: [], saved: facts.saved },
        { uid, result: 'failed', codes: ['SECTOR_ERASE_FAILED'] },
      ]);
      expect((await listJournal({ file, uid: 'FF' })).erases).toBeUndefined();
    }));
});
