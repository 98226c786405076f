import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { openUnits } from '../../src/ledger/index.js';
import type { Bench } from './bench.js';
import { program, useVisits } from './in-folder.js';

const visits = useVisits();

/** Presents a die whose end the ledger does not hear of. */
async function presentLost(bench: Bench, chip: string): Promise<void> {
  let isClaimed = false;
  const { transaction } = bench.ledger;
  const ledger = {
    ...bench.ledger,
    transaction: async <T>(work: Parameters<typeof transaction<T>>[0]) => {
      if (isClaimed) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
      const count = bench.tables.events.length;
      const result = await transaction(work);
      isClaimed = bench.tables.events.slice(count).some(({ kind }) => kind === 'claim');
      return result;
    },
  };
  const lost = bench.present(chip, { ledger, retryPauseMs: 1 });
  await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED' });
}

const openOnes = async (bench: Bench) =>
  (await bench.tables.in(openUnits)).map(({ unit, stages }) => [unit, stages[0]?.state, stages[0]?.shown]);

describe('a claim of this station that is dead', () => {
  it('is settled by its journal whichever die comes next, and stays open until the die is back', async () => {
    const bench = await visits.open('L4');
    await presentLost(bench, 'a.chip');
    expect(await openOnes(bench)).toEqual([[1, 'burning', true]]);
    const notes: string[] = [];
    await bench.present('b.chip', { note: (text) => notes.push(text) });
    expect(notes.join('\n')).toMatch(/unit 1 \(die [0-9A-F]{24}\) is verified .* nobody was shown/);
    expect(await openOnes(bench)).toEqual([[1, 'verified', false]]);
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
    expect(await openOnes(bench)).toEqual([]);
  });

  it('of another die does not stop a visit, though its journal cannot be read', async () => {
    const bench = await visits.open('L4');
    await presentLost(bench, 'a.chip');
    const journal = visits.path('journal.jsonl');
    rmSync(journal);
    writeFileSync(journal, 'no journal\n');
    const notes: string[] = [];
    const other = await bench.present('b.chip', {
      journal: visits.path('other.jsonl'),
      note: (text) => notes.push(text),
    });
    expect(other).toMatchObject({ result: 'verified', unit: { unit: 2 } });
    expect(notes.join('\n')).toContain('unit 1 stays open, since its journal cannot be read');
    expect(await openOnes(bench)).toEqual([[1, 'burning', true]]);
  });

  it('is not settled where its own line did more after the burn, though the line of the next die does not', async () => {
    const bench = await visits.open('L4', `after:\n${program('')}`);
    await presentLost(bench, 'a.chip');
    const other = await visits.open('L4', '', bench.tables);
    await other.present('b.chip');
    expect(await openOnes(bench)).toEqual([[1, 'burning', true]]);
    expect(await other.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });

  it('is settled where its own line did nothing after the burn, though the line of the next die does', async () => {
    const bench = await visits.open('L4');
    await presentLost(bench, 'a.chip');
    const other = await visits.open('L4', `after:\n${program('')}`, bench.tables);
    await other.present('b.chip');
    expect(await openOnes(bench)).toEqual([[1, 'verified', false]]);
    expect(await other.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
  });

  it('of another station is none of ours', async () => {
    const bench = await visits.open('L4');
    await presentLost(bench, 'a.chip');
    const ledger = {
      ...bench.ledger,
      station: 'bench 2',
      transaction: <T>(work: Parameters<typeof bench.ledger.transaction<T>>[0]) =>
        bench.tables.in(work, 'bench 2'),
    };
    await bench.present('b.chip', { ledger });
    expect(await openOnes(bench)).toEqual([[1, 'burning', true]]);
  });
});
