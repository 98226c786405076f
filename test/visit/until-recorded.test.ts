import { describe, expect, it } from 'vitest';
import { lockChipFile } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { openUnits } from '../../src/ledger/index.js';
import type { VisitLedger } from '../../src/visit/index.js';
import type { Bench } from './bench.js';
import { useVisits } from './in-folder.js';

const visits = useVisits();

/** A view of a bench's ledger that takes nothing once it is shut. */
function shutter({ ledger }: Bench) {
  let isShut = false;
  const view: VisitLedger = {
    ...ledger,
    transaction: async (work) => {
      if (isShut) throw new OtpforgeError('LEDGER_UNAVAILABLE', { message: 'the ledger is gone' });
      return ledger.transaction(work);
    },
  };
  return {
    view,
    shut: () => {
      isShut = true;
    },
    open: () => {
      isShut = false;
    },
  };
}

const finished = async (bench: Bench) =>
  bench.tables.in((tx) => tx.all("SELECT kind FROM event WHERE kind = 'verified'"));

describe('a visit whose outcome the ledger does not take', () => {
  it('asks on until it is recorded, once, and says each time that it is not', async () => {
    const bench = await visits.open('L4');
    const ledger = shutter(bench);
    const heard: string[] = [];
    const found = await bench.present('a.chip', {
      ...{ ledger: ledger.view, retryPauseMs: 1 },
      onReadBack: () => {
        heard.push('read back');
        ledger.shut();
      },
      onUnrecorded: ({ code, exitCode }) => {
        heard.push(`${code} ${exitCode}`);
        // Longer than a visit asks that nobody waits for.
        if (heard.length === 10) ledger.open();
      },
    });
    expect(found).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(heard).toEqual(['read back', ...Array(9).fill('NOT_RECORDED 7')]);
    expect(await finished(bench)).toHaveLength(1);
    expect(await bench.tables.in(openUnits)).toEqual([]);
  });

  it('ends without a record once it is stopped, and the next visit finds it done', async () => {
    const bench = await visits.open('L4');
    const ledger = shutter(bench);
    const stop = new AbortController();
    const lost = bench.present('a.chip', {
      // The pause is longer than the test may take.
      ...{ ledger: ledger.view, retryPauseMs: 600_000, signal: stop.signal },
      onReadBack: ledger.shut,
      onUnrecorded: () => stop.abort(),
    });
    await expect(lost).rejects.toMatchObject({ code: 'NOT_RECORDED' });
    expect(await bench.present('a.chip')).toMatchObject({ result: 'again', unit: { unit: 1 } });
  });

  it('leaves the unit open where its board was out when it was recorded', async () => {
    const bench = await visits.open('L4');
    const found = await bench.present('a.chip', { isIn: () => false });
    expect(found.result).toBe('verified');
    const [open] = await bench.tables.in(openUnits);
    expect(open).toMatchObject({ unit: 1, stages: [{ state: 'verified', shown: false }] });
    expect((await bench.present('a.chip')).result).toBe('again');
    expect(await bench.tables.in(openUnits)).toEqual([]);
  });
});

describe('a visit that somebody follows', () => {
  it('has let go of its probe when only the record is missing', async () => {
    const bench = await visits.open('L4');
    let locked: Promise<{ release(): void }> | undefined;
    await bench.present('a.chip', {
      onReadBack: () => {
        // Refused at once while a probe has the chip.
        locked = lockChipFile(visits.path('a.chip'));
      },
    });
    (await locked)?.release();
    expect(locked).toBeDefined();
  });

  it('hears which die it is before anything happens to it, and may end it', async () => {
    const bench = await visits.open('L4');
    const heard: string[] = [];
    const refused = bench.present('a.chip', {
      onDie: (uid) => {
        heard.push(uid);
        throw new OtpforgeError('UID_IN_TWO_SLOTS', { message: 'in two slots' });
      },
    });
    await expect(refused).rejects.toMatchObject({ code: 'UID_IN_TWO_SLOTS' });
    expect(heard).toEqual([expect.stringMatching(/^[0-9A-F]{24}$/)]);
    expect(await bench.tables.in(openUnits)).toEqual([]);
  });
});
