import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendToJournal, interruptedRuns, type JournalEntry } from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { beginEntry, endEntry } from './entries.js';

const uid = '0102030405060708090A0B0C';
const base = 0x1fff7800;
const burn = (address: number, length: number) => ({ address, length, kind: 'data', state: 'burn' }) as const;

/** Both lines of a run, or only its first. */
function run(fields: Parameters<typeof beginEntry>[0], end?: Parameters<typeof endEntry>[0]): JournalEntry[] {
  const begin = beginEntry(fields);
  const { units: _units, ...head } = begin;
  return end ? [begin, endEntry({ ...head, state: 'end', ...end })] : [begin];
}

function interruptedAfter(...entries: readonly JournalEntry[]) {
  return inFolder(async (folder) => {
    const file = join(folder, 'journal.jsonl');
    for (const entry of entries) await appendToJournal(file, entry);
    return interruptedRuns(file, uid);
  });
}

describe('what a journal knows of an interrupted run', () => {
  it('is nothing without a journal, or without a run on this die', async () => {
    expect(await interruptedAfter()).toEqual([]);
    expect(await interruptedAfter(...run({ uid: 'FF' }))).toEqual([]);
    expect(await interruptedAfter(...run({}, {}))).toEqual([]);
  });

  it('is not asked of a file that is not a journal', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'unit.hex');
      await writeFile(file, ':00000001FF\n');
      await expect(interruptedRuns(file, uid)).rejects.toMatchObject({
        code: 'JOURNAL_INVALID',
        exitCode: 3,
      });
      await writeFile(file, '{"format":"otpf');
      expect(await interruptedRuns(file, uid)).toEqual([]);
    }));

  it('is not asked of a journal without a name', () =>
    expect(interruptedRuns('', uid)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', exitCode: 3 }));

  it('is a run that never wrote its last line', async () => {
    const [begin] = run({ time: '2026-11-21T09:00:00.000Z' });
    expect(await interruptedAfter(...run({}, {}), ...(begin ? [begin] : []))).toMatchObject([
      { time: '2026-11-21T09:00:00.000Z', codes: [], units: [{ address: base, length: 16 }] },
    ]);
  });

  it('is a run that says itself that it was interrupted, or that a unit reads back wrong', async () => {
    for (const code of ['BURN_INTERRUPTED', 'BURN_FAILED', 'READ_BACK_DIFFERS', 'INTERNAL']) {
      const end = { result: 'interrupted', codes: [code], step: '16 OTP data units' } as const;
      expect(await interruptedAfter(...run({}, end))).toMatchObject([
        { codes: [code], units: [{ address: base, length: 16 }] },
      ]);
    }
  });

  it('is not a run that ended between two steps, nor one cut off while it wrote firmware', async () => {
    const ends = [
      { result: 'stopped', codes: ['BURN_STOPPED'] },
      { result: 'interrupted', codes: ['PLAN_CHANGED'] },
      { result: 'failed', codes: ['PROBE_LOST'] },
      { result: 'failed', codes: ['PROBE_UNSUPPORTED'] },
      { result: 'failed', codes: ['FIRMWARE_DIFFERS'] },
      { result: 'interrupted', codes: ['BURN_INTERRUPTED'], step: 'the firmware' },
    ] as const;
    for (const end of ends) expect(await interruptedAfter(...run({}, end))).toEqual([]);
  });

  it('lasts until a later run has finished those units, whether it burnt or found them', async () => {
    const cut = run({ units: [burn(base, 16), { ...burn(base + 32, 8), state: 'skip' }] });
    const [rest] = await interruptedAfter(...cut, ...run({ units: [burn(base + 4, 8)] }, {}));
    expect(rest?.units).toEqual([
      { address: base, length: 4 },
      { address: base + 12, length: 4 },
    ]);
    const other = run({ units: [burn(base + 64, 8)] }, {});
    expect(await interruptedAfter(...cut, ...other)).toMatchObject([
      { units: [{ address: base, length: 16 }] },
    ]);
    const found = run({ units: [{ ...burn(base, 16), state: 'skip' }] }, { result: 'nothing-to-do' });
    expect(await interruptedAfter(...cut, ...found)).toEqual([]);
    const refused = run({}, { result: 'refused', codes: ['CONFLICT'] }).slice(1);
    expect(await interruptedAfter(...cut, ...refused)).toMatchObject([
      { units: [{ address: base, length: 16 }] },
    ]);
  });

  it('keeps several interrupted runs apart, oldest first, since each may have cut a unit', async () => {
    const found = await interruptedAfter(
      ...run({ units: [burn(base, 8)] }),
      ...run({ units: [burn(base + 8, 8)] }, { result: 'interrupted', codes: ['BURN_INTERRUPTED'] }),
    );
    expect(found.map(({ units }) => units)).toEqual([
      [{ address: base, length: 8 }],
      [{ address: base + 8, length: 8 }],
    ]);
  });

  it('tells what later runs were to burn, whatever became of them', async () => {
    const [first, second] = await interruptedAfter(
      ...run({ units: [burn(base, 32)] }),
      ...run({ units: [burn(base + 16, 8)] }, { result: 'failed', codes: ['UNIT_SPENT'] }),
      ...run({ units: [burn(base + 24, 8)] }, { result: 'interrupted', codes: ['BURN_INTERRUPTED'] }),
    );
    expect(first?.since).toEqual([{ address: base + 16, length: 16 }]);
    expect(second?.since).toEqual([]);
  });

  it('is not known when a line about the die was changed', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      for (const entry of run({})) await appendToJournal(file, entry);
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('"burn"', '"brun"'));
      await expect(interruptedRuns(file, uid)).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
      await writeFile(file, `${text}${text.slice(0, -20)}`);
      expect(await interruptedRuns(file, uid)).toHaveLength(1);
    });
  });
});
