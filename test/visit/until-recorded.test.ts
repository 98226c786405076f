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
      onLetGo: () => {
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
      onLetGo: ledger.shut,
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

describe('a unit that failed', () => {
  const failing = () => visits.open('L4', 'after:\n  - { command: [./none] }\n');

  it('is recorded at last as well, and says each time how it failed', async () => {
    const bench = await failing();
    const ledger = shutter(bench);
    const heard: string[] = [];
    let isFree = false;
    const failed = bench.present('a.chip', {
      ...{ ledger: ledger.view, retryPauseMs: 1 },
      onEvent: ({ type }) => type === 'writing' && ledger.shut(),
      onLetGo: () => {
        isFree = true;
      },
      onUnrecorded: ({ code, message }) => {
        heard.push(`${code}: ${message}`);
        if (heard.length >= 10 && isFree) ledger.open();
      },
    });
    await expect(failed).rejects.toMatchObject({ code: 'AFTER_FAILED' });
    expect(heard.length).toBeGreaterThanOrEqual(10);
    expect(heard).toEqual(
      Array(heard.length).fill(
        expect.stringMatching(/^NOT_RECORDED: the unit failed with AFTER_FAILED, which is not/),
      ),
    );
    expect((await visits.unitOf('a.chip', 'L4'))?.stages[0]?.state).toBe('failed');
  });

  it('stays claimed once nobody waits any more', async () => {
    const bench = await failing();
    const ledger = shutter(bench);
    const stop = new AbortController();
    const notes: string[] = [];
    const failed = bench.present('a.chip', {
      ...{ ledger: ledger.view, retryPauseMs: 600_000, signal: stop.signal },
      onEvent: ({ type }) => type === 'writing' && ledger.shut(),
      onUnrecorded: () => stop.abort(),
      note: (text) => notes.push(text),
    });
    await expect(failed).rejects.toMatchObject({ code: 'AFTER_FAILED' });
    expect(notes).toContainEqual(expect.stringMatching(/^the end of this run is not in the ledger/));
    expect((await visits.unitOf('a.chip', 'L4'))?.stages[0]?.state).toBe('burning');
  });
});

describe('a visit that somebody follows', () => {
  it.each([
    ['only read', {}, 'again'],
    ['reworked', { rework: true }, 'reworked'],
    ['refused', { fault: 'dev-id=0x413' }, 'refused'],
  ] as const)('has let go of its probe before it records a board that is %s', async (_, options, end) => {
    const bench = await visits.open('L4');
    if (end !== 'refused') await bench.present('a.chip');
    const before = bench.tables.events.length;
    const since = () => bench.tables.events.slice(before).filter(({ kind }) => kind === 'visit').length;
    const records: number[] = [];
    let locked: Promise<{ release(): void }> | undefined;
    const { result } = await bench.present('a.chip', {
      ...options,
      onLetGo: () => {
        records.push(since());
        // Refused at once while a probe has the chip.
        locked = lockChipFile(visits.path('a.chip'));
      },
    });
    (await locked)?.release();
    expect([result, records, since()]).toEqual([end, [0], 1]);
  });

  it('leaves a unit that nobody was shown open where its board is out again', async () => {
    const bench = await visits.open('L4');
    const isIn = () => false;
    await bench.present('a.chip', { isIn });
    expect((await bench.present('a.chip', { isIn })).result).toBe('again');
    expect(await bench.tables.in(openUnits)).toMatchObject([{ unit: 1 }]);
  });

  it('has let go of its probe when only the record is missing', async () => {
    const bench = await visits.open('L4');
    let locked: Promise<{ release(): void }> | undefined;
    await bench.present('a.chip', {
      onLetGo: () => {
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
