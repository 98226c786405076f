import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import type { VisitLedger } from '../../src/visit/index.js';
import type { Bench } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();
const claims = (bench: Bench) => bench.tables.events.filter(({ kind }) => kind === 'claim');
const stageOf = async () => (await visits.unitOf('a.chip', 'L4'))?.stages[0];
const chip = () => readFileSync(visits.path('a.chip'), 'utf8');

/** The COMMIT of the claim gets no answer as often as that, whether it was done or not. */
function unanswered(bench: Bench, times: number, more: { readonly isDone: boolean; after?: () => void }) {
  let left = times;
  const ledger: VisitLedger = {
    ...bench.ledger,
    async transaction(work) {
      let isClaim = false;
      const lost = () => new OtpforgeError('LEDGER_COMMIT_UNKNOWN', { message: 'no answer' });
      const value = await bench.ledger.transaction(async (tx) => {
        const found = await work({
          ...tx,
          addEvent: async (event) => {
            if (event.kind === 'claim') isClaim = true;
            await tx.addEvent(event);
          },
        });
        if (isClaim && !more.isDone && left > 0) {
          left -= 1;
          more.after?.();
          throw lost();
        }
        return found;
      });
      if (claims(bench).length > 0 && more.isDone && left > 0) {
        left -= 1;
        more.after?.();
        throw lost();
      }
      return value;
    },
  };
  return { ledger, retryPauseMs: 1 };
}

describe('a claim whose COMMIT got no answer', () => {
  it.each([true, false])('is asked again by its run, where it was done: %s', async (isDone) => {
    const bench = await visits.open('L4');
    const first = await bench.present('a.chip', unanswered(bench, 2, { isDone }));
    expect(first).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(claims(bench)).toHaveLength(1);
    expect(await stageOf()).toMatchObject({ state: 'verified', version: 3 });
  });

  it('is ended where it never gets one, and nothing is burnt', async () => {
    const bench = await visits.open('L4');
    await bench.blank('a.chip');
    const blank = chip();
    const lost = bench.present('a.chip', unanswered(bench, 5, { isDone: true }));
    await expect(lost).rejects.toMatchObject({ code: 'LEDGER_COMMIT_UNKNOWN', exitCode: 9 });
    expect(chip()).toBe(blank);
    expect(await stageOf()).toMatchObject({ state: 'failed', burntOnRecord: false });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'verified', unit: { unit: 1 } });
  });

  it('is asked no more after somebody stops the visit', async () => {
    const bench = await visits.open('L4');
    await bench.blank('a.chip');
    const blank = chip();
    const stop = new AbortController();
    const options = unanswered(bench, 1, { isDone: false, after: () => stop.abort() });
    const ended = bench.present('a.chip', { ...options, signal: stop.signal });
    await expect(ended).rejects.toMatchObject({ code: 'STOPPED' });
    expect(claims(bench)).toEqual([]);
    expect(chip()).toBe(blank);
    expect((await stageOf())?.state).toBe('reserved');
  });
});
