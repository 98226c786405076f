import { expect, it } from 'vitest';
import { claim, type SeenStage } from '../../../src/ledger/units/claim.js';
import { setContent } from '../../../src/ledger/units/content.js';
import { findUnit, openUnits } from '../../../src/ledger/units/find.js';
import { type Finish, finish } from '../../../src/ledger/units/finish.js';
import type { KnownStage } from '../../../src/ledger/units/known.js';
import { markSent, pendingOutbox } from '../../../src/ledger/units/outbox.js';
import { reserve } from '../../../src/ledger/units/reserve.js';
import type { StageState } from '../../../src/ledger/units/states.js';
import { claimOf, die, macOf, nextSerial, product, type Tables, textValue } from '../tables-support.js';

const key = { unit: 1, generation: 1, stage: '' };

/** What claims and their ends do. */
export function claimSuite(tables: () => Tables): void {
  const reserved = (n = 1) => tables().in((tx) => reserve(tx, nextSerial(n)));
  const claimed = (run: string, from: StageState, version: number, more = {}) =>
    tables().in((tx) => claim(tx, { ...key, from, version, others: [], claim: claimOf(run), ...more }));
  const finished = (run: string, result: Finish['result'], more: Partial<Finish> = {}) =>
    tables().in((tx) => finish(tx, { run, result, readBack: true, ...more }));
  const stage = async (): Promise<KnownStage | undefined> =>
    (await tables().in((tx) => findUnit(tx, die(1))))?.stages[0];

  it('takes a unit from the state and version that were read, and keeps what is about to be burnt', async () => {
    await reserved();
    expect(await claimed('run 1', 'reserved', 1)).toBe(2);
    expect(await stage()).toEqual({
      stage: '',
      state: 'burning',
      version: 2,
      run: 'run 1',
      claim: claimOf('run 1'),
      claims: [claimOf('run 1')],
      verified: [],
      readBack: [],
      burntOnRecord: false,
      shown: true,
    });
    expect(tables().events[1]).toMatchObject({
      kind: 'claim',
      unit: 1,
      run: 'run 1',
      details: { from: 'reserved' },
    });
  });

  it('takes it once: the second of two runs that read the same learns who has it', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    await expect(claimed('run 2', 'reserved', 1)).rejects.toMatchObject({
      code: 'LEDGER_STALE',
      details: { unit: 1, state: 'burning', version: 2, run: 'run 1', station: 'bench 1', slot: '1' },
    });
    expect((await stage())?.run).toBe('run 1');
  });

  it('takes it from no other version, although the state is the same', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    await claimed('run 2', 'burning', 2);
    await expect(claimed('run 3', 'burning', 2)).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    expect((await stage())?.claims.map(({ run }) => run)).toEqual(['run 1', 'run 2']);
  });

  it('takes it from no state that the table does not allow', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    await finished('run 1', 'verified');
    await expect(claimed('run 2', 'verified', 3)).rejects.toMatchObject({
      code: 'LEDGER_STATE',
      details: { unit: 1, state: 'verified', step: 'claim' },
    });
    expect(await claimed('run 2', 'verified', 3, { rewrite: true })).toBe(4);
  });

  it('takes it only while the other stages are as they were read', async () => {
    await reserved();
    await tables().in((tx) => reserve(tx, { ...nextSerial(1), stage: 'case', values: async () => [] }));
    const other = { stage: 'case', state: 'reserved', version: 1 } as const;
    const refusedTo = (run: string, others: readonly SeenStage[]) =>
      expect(claimed(run, 'reserved', 1, { others })).rejects.toMatchObject({
        code: 'LEDGER_STALE',
        details: { unit: 1, stage: 'case', state: 'reserved', version: 1 },
      });
    await refusedTo('run 1', []);
    await refusedTo('run 1', [{ ...other, version: 2 }]);
    await refusedTo('run 1', [{ ...other, state: 'failed' }]);
    expect(await claimed('run 1', 'reserved', 1, { others: [other] })).toBe(2);
  });

  it('answers the run that asks again, since its COMMIT got no answer', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    expect(await claimed('run 1', 'reserved', 1)).toBe(2);
    expect(tables().events).toHaveLength(2);
  });

  it('refuses a unit that is not there', async () => {
    await expect(claimed('run 1', 'reserved', 1)).rejects.toMatchObject({
      code: 'LEDGER_STALE',
      details: { state: 'none' },
    });
  });

  it('records a verified unit with what leaves for others, and the same once more as already done', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    const outbox = [
      { kind: 'label', body: { serial: 'SN-1' } },
      { kind: 'key', body: 'x' },
    ];
    expect(await finished('run 1', 'verified', { outbox })).toBe('recorded');
    expect(await finished('run 1', 'verified', { outbox })).toBe('already');
    expect(await finished('run 1', 'failed')).toBe('not-current');
    expect(await stage()).toMatchObject({ state: 'verified', version: 3, claims: [], burntOnRecord: true });
    const pending = await tables().in((tx) => pendingOutbox(tx));
    const unit = {
      ...{ product, unit: 1, generation: 1, stage: '', uid: die(1).uid },
      ...{ verified: '2026-11-29T08:00:00.000Z', values: { serial: 'SN-1' } },
    };
    expect(pending.map(({ id, run, unit, kind, body }) => [id, run, unit, kind, body])).toEqual([
      [1, 'run 1', 1, 'unit', unit],
      [2, 'run 1', 1, 'label', { serial: 'SN-1' }],
      [3, 'run 1', 1, 'key', 'x'],
    ]);
    expect(await tables().in((tx) => markSent(tx, 1))).toBe(true);
    expect(await tables().in((tx) => markSent(tx, 1))).toBe(false);
    expect(await tables().in((tx) => pendingOutbox(tx))).toHaveLength(2);
    expect(tables().events.map(({ kind }) => kind)).toEqual(['reserve', 'claim', 'verified']);
  });

  it('takes a failed unit again, and keeps every claim that did not end verified', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    expect(await finished('run 1', 'failed', { codes: ['BURN_FAILED'], readBack: false })).toBe('recorded');
    expect(await stage()).toMatchObject({ state: 'failed', burntOnRecord: false });
    await claimed('run 2', 'failed', 3);
    await finished('run 2', 'failed');
    await claimed('run 3', 'failed', 5);
    await finished('run 3', 'verified');
    expect((await stage())?.claims.map(({ run }) => run)).toEqual(['run 1', 'run 2']);
    expect((await stage())?.readBack).toEqual(['run 2']);
    const codes = await tables().in((tx) => tx.get("SELECT codes FROM visit WHERE run = 'run 1'"));
    expect(codes?.codes).toBe('["BURN_FAILED"]');
  });

  it('records nothing of a run whose unit another one has claimed since', async () => {
    await reserved();
    await claimed('run 1', 'reserved', 1);
    await claimed('run 2', 'burning', 2);
    const outbox = [{ kind: 'label', body: 1 }];
    expect(await finished('run 1', 'verified', { outbox })).toBe('not-current');
    expect(await finished('run 1', 'verified', { outbox })).toBe('not-current');
    expect(await stage()).toMatchObject({ state: 'burning', version: 3, run: 'run 2', burntOnRecord: false });
    expect((await stage())?.readBack).toEqual([]);
    expect((await stage())?.claims.map(({ run }) => run)).toEqual(['run 1', 'run 2']);
    expect(await tables().in((tx) => pendingOutbox(tx))).toEqual([]);
    expect(tables().events.map(({ kind }) => kind)).toEqual(['reserve', 'claim', 'claim', 'late']);
    expect(await finished('run 2', 'verified')).toBe('recorded');
    expect(await finished('run 9', 'verified')).toBe('not-current');
  });

  it('keeps a unit that a journal settled on the list of open ones', async () => {
    await reserved();
    await reserved(2);
    const open = async () => (await tables().in((tx) => openUnits(tx))).map(({ unit }) => unit);
    expect(await open()).toEqual([1, 2]);
    await claimed('run 1', 'reserved', 1);
    await finished('run 1', 'verified', { shown: false });
    expect(await open()).toEqual([1, 2]);
    expect(await stage()).toMatchObject({ state: 'verified', shown: false });
    await claimed('run 2', 'verified', 3, { rewrite: true });
    await finished('run 2', 'verified');
    expect(await open()).toEqual([2]);
  });

  it('wipes the secrets of a stage when it is verified, and no others', async () => {
    const secret = (field: string) => ({
      ...({ field, source: 'random', unique: true, scope: product } as const),
      mac: macOf(field),
      sealed: Uint8Array.of(1, 2, 3),
    });
    const values = (field: string) => ({ values: async () => [secret(field)] });
    await tables().in((tx) => reserve(tx, nextSerial(1, values('key'))));
    await tables().in((tx) => reserve(tx, nextSerial(1, { ...values('case-key'), stage: 'case' })));
    const others = [{ stage: 'case', state: 'reserved', version: 1 }];
    await claimed('run 1', 'reserved', 1, { others });
    await finished('run 1', 'failed');
    const sealed = async () => {
      const unit = await tables().in((tx) => findUnit(tx, die(1)));
      return unit?.values.flatMap(({ field, sealed }) => (sealed ? [field] : []));
    };
    expect(await sealed()).toEqual(['case-key', 'key']);
    await claimed('run 2', 'failed', 3, { others });
    await finished('run 2', 'verified');
    expect(await sealed()).toEqual(['case-key']);
  });

  it('stores once what the fields encode to, and names those that changed', async () => {
    await reserved();
    const content = (contentMac: string, fieldMacs: Record<string, string>) =>
      tables().in((tx) => setContent(tx, { ...key, contentMac, fieldMacs }));
    await content('m', { serial: 's', lot: 'l' });
    await content('m', { serial: 's', lot: 'l' });
    await expect(content('n', { serial: 's', lot: 'k', rev: 'r' })).rejects.toMatchObject({
      code: 'IMAGE_CHANGED',
      message: expect.stringContaining('lot, rev encode to other bytes'),
      details: { unit: 1, fields: ['lot', 'rev'] },
    });
    await expect(content('n', { serial: 's', lot: 'l' })).rejects.toMatchObject({ code: 'IMAGE_CHANGED' });
    expect(await stage()).toMatchObject({ contentMac: 'm', fieldMacs: { serial: 's', lot: 'l' } });
  });

  it('refuses a second run of one ID', async () => {
    await reserved();
    await reserved(2);
    await claimed('run 1', 'reserved', 1);
    const again = claimed('run 1', 'reserved', 1, { unit: 2 });
    await expect(again).rejects.toMatchObject({ code: 'LEDGER_CONSTRAINT' });
  });

  it('keeps values of fields that are unique apart even without asking first', async () => {
    await reserved();
    const row = { ...textValue('serial', 'SN-1'), key: 2 };
    const insert = tables().in(async (tx) => {
      await tx.run(
        `INSERT INTO value (unit, generation, field, part, stage, source, scope, is_unique, mac)
         VALUES (1, 2, 'serial', 0, '', 'scan', $1, 1, $2)`,
        row.scope,
        row.mac,
      );
    });
    await expect(insert).rejects.toMatchObject({ code: 'LEDGER_CONSTRAINT' });
  });
}
