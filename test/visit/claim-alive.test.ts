import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import type { VisitLedger } from '../../src/visit/index.js';
import { type Bench, ledgerOf } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();
const kind = 'F4';
const stageOf = async () => (await visits.unitOf('a.chip', kind))?.stages[0];
const isClaimed = (bench: Bench) => bench.tables.events.some((event) => event.kind === 'claim');

/** The ledger as a bench sees it; `then` comes behind each transaction once there is a claim. */
function behindClaim(bench: Bench, then: () => void): VisitLedger {
  return {
    ...bench.ledger,
    async transaction(work) {
      const value = await bench.ledger.transaction(work);
      if (isClaimed(bench)) then();
      return value;
    },
  };
}

it('a claim is not taken from a bench that shows its life again before it is taken', async () => {
  const bench = await visits.open(kind);
  const gone: VisitLedger = {
    ...bench.ledger,
    transaction: async (work) => {
      if (isClaimed(bench)) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
      return bench.ledger.transaction(work);
    },
  };
  const lost = bench.present('a.chip', { ledger: gone, retryPauseMs: 1 });
  await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED' });
  const before = [await stageOf(), readFileSync(visits.path('a.chip'), 'utf8')];
  let isAlive = false;
  const ledger = { ...ledgerOf(bench.tables, 'bench 2'), isStationAlive: async () => isAlive };
  const confirm = () => {
    isAlive = true;
    return true;
  };
  const visit = bench.present('a.chip', { ledger, journal: visits.path('second.jsonl'), slot: '2', confirm });
  await expect(visit).rejects.toMatchObject({
    code: 'UNIT_BUSY',
    message: expect.stringContaining('station bench 1, slot 1 is busy with this die'),
  });
  expect([await stageOf(), readFileSync(visits.path('a.chip'), 'utf8')]).toEqual(before);
});

it('a claim gets its end where the memory of the station could not be written behind it', async () => {
  const bench = await visits.open(kind);
  const ledger = behindClaim(bench, () => {
    throw new OtpforgeError('FILE_WRITE_FAILED', { message: 'the state folder is full' });
  });
  await expect(bench.present('a.chip', { ledger, retryPauseMs: 1 })).rejects.toMatchObject({
    code: 'FILE_WRITE_FAILED',
  });
  expect((await stageOf())?.state).toBe('failed');
  expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
});

it('a claim gets its end where a visit was given up before the ledger answered', async () => {
  const bench = await visits.open(kind);
  const stop = new AbortController();
  const answer = withResolvers();
  let isNext = false;
  const ledger: VisitLedger = {
    ...bench.ledger,
    async transaction(work) {
      if (!isNext) return bench.ledger.transaction(work);
      isNext = false;
      vi.useFakeTimers({ toFake: ['setTimeout'] });
      stop.abort();
      vi.advanceTimersByTime(2000);
      vi.useRealTimers();
      await answer.promise;
      return bench.ledger.transaction(work);
    },
  };
  const confirm = () => {
    isNext = true;
    return true;
  };
  const visit = bench.present('a.chip', { ledger, signal: stop.signal, confirm });
  const ended = visit.catch((error: unknown) => error);
  // The visit waits for its claim, though it has nothing else to do by then.
  expect(await Promise.race([ended, turns(2000)])).toBe('waiting');
  answer.resolve();
  expect(await ended).toMatchObject({ code: 'STOPPED' });
  expect((await stageOf())?.state).toBe('failed');
});

/** Promise.withResolvers is not in Node.js 20. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function turns(count: number): Promise<'waiting'> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
  return 'waiting';
}
