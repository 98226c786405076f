import { expect, it } from 'vitest';
import type { LedgerTransaction } from '../../../src/ledger/ledger-transaction.js';
import { setMeta } from '../../../src/ledger/meta.js';
import { finish } from '../../../src/ledger/units/finish.js';
import { labelState, setLabel, unitsWithoutLabel } from '../../../src/ledger/units/labels.js';
import { addOutbox } from '../../../src/ledger/units/outbox.js';
import { giveOutput, pendingOf, takeOutput } from '../../../src/ledger/units/outputs.js';
import { release } from '../../../src/ledger/units/release.js';
import { reserve } from '../../../src/ledger/units/reserve.js';
import { scrap } from '../../../src/ledger/units/scrap.js';
import { nextSerial, product, type Tables } from '../tables-support.js';
import { key as stageKey, stepsOf } from './steps.js';

const turn = { limit: 3, leaseMs: 60_000 };
const key = { product, name: 'mes', station: '' };

/** How the outputs of a line share the outbox, and what the ledger knows of labels. */
export function outputsSuite(tables: () => Tables): void {
  const { reserved, claimed, finished } = stepsOf(tables);
  const add = (rows: number, unit = 1) =>
    tables().in((tx) =>
      addOutbox(
        tx,
        'run',
        unit,
        Array.from({ length: rows }, () => ({ kind: 'unit', body: {} })),
      ),
    );
  const at = (tx: LedgerTransaction, seconds: number): LedgerTransaction => ({
    ...tx,
    now: new Date(Date.parse(tx.now) + seconds * 1000).toISOString(),
  });
  const take = async ({ to = key, station = 'bench 1', seconds = 0 } = {}) =>
    (await tables().in((tx) => takeOutput(at(tx, seconds), to, turn), station))?.map(
      ({ id, repeat }) => `${id}${repeat ? ' again' : ''}`,
    );
  const give = (last: number | undefined, { to = key, station = 'bench 1' } = {}) =>
    tables().in((tx) => giveOutput(tx, to, last), station);

  it('sends each row once, in the order of their IDs, to each output', async () => {
    await reserved();
    expect(await take()).toEqual([]);
    await add(5);
    expect(await take()).toEqual(['1', '2', '3']);
    await give(3);
    expect(await take()).toEqual(['4', '5']);
    await give(5);
    expect(await take()).toEqual([]);
    expect(await take({ to: { ...key, name: 'other' } })).toEqual(['1', '2', '3']);
    expect(await tables().in((tx) => pendingOf(tx, key))).toBe(0);
    expect(await tables().in((tx) => pendingOf(tx, { ...key, name: 'new' }))).toBe(5);
  });

  it('sends rows again that were tried and not taken, and marks them', async () => {
    await reserved();
    await add(4);
    await take();
    await give(1);
    expect(await take()).toEqual(['2 again', '3 again', '4']);
    // Killed before it said how far it came.
    expect(await take()).toEqual(['2 again', '3 again', '4 again']);
    await give(undefined);
    expect(await tables().in((tx) => pendingOf(tx, key))).toBe(3);
  });

  it('is left to the station that sends, until it gives it back or is silent for long', async () => {
    await reserved();
    await add(4);
    await take();
    expect(await take({ station: 'bench 2' })).toBeUndefined();
    expect(await take({ station: 'bench 2', seconds: 59 })).toBeUndefined();
    expect(await take({ station: 'bench 2', seconds: 60 })).toEqual(['1 again', '2 again', '3 again']);
    // The first one comes back, and neither takes the second one's turn nor puts it behind.
    await give(1);
    expect(await take({ seconds: 61 })).toBeUndefined();
    await give(3, { station: 'bench 2' });
    await give(2);
    expect(await take()).toEqual(['4']);
  });

  it('is for each station by itself where a station has one', async () => {
    await reserved();
    await add(1);
    const own = (station: string) => ({ to: { ...key, station }, station });
    expect([await take(own('bench 1')), await take(own('bench 2'))]).toEqual([['1'], ['1']]);
    await give(1, own('bench 1'));
    expect([await take(own('bench 1')), await take(own('bench 2'))]).toEqual([[], ['1 again']]);
  });

  it('leaves rows of other products alone', async () => {
    await reserved();
    await tables().in((tx) => reserve(tx, nextSerial(2, { product: 'other' })));
    await add(1, 2);
    await add(1, 1);
    expect(await take()).toEqual(['2']);
    expect(await tables().in((tx) => pendingOf(tx, key))).toBe(1);
  });

  it('passes rows of other products, which it does not look at again', async () => {
    await reserved();
    await tables().in((tx) => reserve(tx, nextSerial(2, { product: 'other' })));
    const passed = () =>
      tables().in((tx) => tx.get('SELECT sent, tried FROM output WHERE name = $1', key.name));
    await add(1, 1);
    await add(2, 2);
    expect(await take()).toEqual(['1']);
    await give(undefined);
    expect(await passed()).toEqual({ sent: 0, tried: 1 });
    expect(await take()).toEqual(['1 again']);
    await give(1);
    expect(await take()).toEqual([]);
    expect(await passed()).toEqual({ sent: 3, tried: 3 });
    await add(1, 1);
    expect(await take()).toEqual(['4']);
  });

  it('takes rows for repeats that a ledger had before it was put back to an older state', async () => {
    await reserved();
    await add(2);
    await take();
    await give(1);
    await add(1);
    await tables().in((tx) => setMeta(tx, 'restored', '1'));
    expect(await take()).toEqual(['2 again', '3 again']);
    await give(3);
    await add(1);
    expect(await take()).toEqual(['4']);
    await tables().in((tx) => tx.run("DELETE FROM meta WHERE name = 'restored'"));
  });

  it('takes rows for repeats in a ledger that was put back to a state without the output', async () => {
    await reserved();
    await add(2);
    await tables().in((tx) => setMeta(tx, 'restored', '1'));
    expect(await take()).toEqual(['1 again', '2 again']);
    await give(2);
    await add(1);
    expect(await take()).toEqual(['3']);
    await tables().in((tx) => tx.run("DELETE FROM meta WHERE name = 'restored'"));
  });

  it('has a unit wait for its label from the transaction that verifies it', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    const waiting = () => tables().in((tx) => unitsWithoutLabel(tx, product, 60_000));
    await tables().in((tx) => finish(tx, { run: 'run 1', result: 'verified', readBack: true, label: true }));
    expect(await waiting()).toEqual([1]);
    await tables().in((tx) => setLabel(tx, stageKey, 'printed'));
    expect(await waiting()).toEqual([]);
    expect(await tables().in((tx) => labelState(tx, stageKey))).toBe('printed');
    await tables().in((tx) => setLabel(tx, stageKey, 'reprinted'));
    expect(
      tables()
        .events.filter(({ kind }) => kind === 'label')
        .map(({ details }) => details.state),
    ).toEqual(['printed', 'reprinted']);
  });

  it('has no unit wait for a label that failed, or whose line has none', async () => {
    for (const [n, result] of [
      [1, 'failed'],
      [2, 'verified'],
    ] as const) {
      await reserved(n);
      await claimed(`run ${n}`, 'reserved', 1, { unit: n });
      if (result === 'verified') await finished(`run ${n}`, result);
      else await tables().in((tx) => finish(tx, { run: `run ${n}`, result, readBack: true, label: true }));
    }
    expect(await tables().in((tx) => unitsWithoutLabel(tx, product, 0))).toEqual([]);
  });

  it('leaves units that wait for their labels to the station of their last visit for a while', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    await tables().in((tx) => finish(tx, { run: 'run 1', result: 'verified', readBack: true, label: true }));
    const waiting = (station: string, seconds: number) =>
      tables().in((tx) => unitsWithoutLabel(at(tx, seconds), product, 60_000), station);
    expect(await waiting('bench 1', 0)).toEqual([1]);
    expect([await waiting('bench 2', 59), await waiting('bench 2', 60)]).toEqual([[], [1]]);
  });

  it('counts no unit among those that wait which was scrapped, is of another product or began again', async () => {
    for (const n of [1, 2, 3]) {
      await reserved(n);
      await tables().in((tx) => setLabel(tx, { unit: n, generation: 1 }, 'waiting'));
    }
    await tables().in((tx) => scrap(tx, 1, 'fell'));
    await tables().in((tx) => release(tx, 2, 'wrong board'));
    await reserved(2);
    expect(await tables().in((tx) => unitsWithoutLabel(tx, product, 0))).toEqual([3]);
    expect(await tables().in((tx) => unitsWithoutLabel(tx, 'other', 0))).toEqual([]);
  });
}
