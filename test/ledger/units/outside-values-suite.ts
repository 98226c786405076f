import { expect, it } from 'vitest';
import { adopt } from '../../../src/ledger/units/adopt.js';
import { storeAnswer } from '../../../src/ledger/units/answer.js';
import { finish } from '../../../src/ledger/units/finish.js';
import { scrap } from '../../../src/ledger/units/scrap.js';
import { signaturesOf, storeSignature } from '../../../src/ledger/units/signatures.js';
import { die, product, serialOf, serials, type Tables, textIn, textValue } from '../tables-support.js';
import { key, none, stepsOf } from './steps.js';

/** What becomes of values that the ledger did not make: those of adopted dies, of hooks and of signers. */
export function outsideValuesSuite(tables: () => Tables): void {
  const { reserved, claimed, unit, accounted } = stepsOf(tables);

  it('adopts a die with what it holds, so that its number is passed over', async () => {
    await reserved(1);
    const number = { pool: serials.name, period: '', n: 3 };
    const values = [{ ...serialOf(3), source: 'chip' as const, number }, textValue('lot', 'L')];
    const adopted = (n: number, more = {}) =>
      tables().in((tx) =>
        adopt(tx, { die: die(n), product, stage: '', values: () => values, reason: 'old line', ...more }),
      );
    expect(await adopted(7)).toMatchObject({
      unit: 2,
      stages: [{ state: 'bound', version: 1, burntOnRecord: true, reason: 'old line' }],
    });
    expect(await accounted()).toEqual({ ...none, issued: 1, ahead: 1 });
    expect([textIn(await reserved(2)), textIn(await reserved(3))]).toEqual(['SN-2', 'SN-4']);
    expect(await accounted()).toEqual({ ...none, issued: 4 });
    await expect(adopted(7)).rejects.toMatchObject({ code: 'LEDGER_STALE' });
    await expect(adopted(8)).rejects.toMatchObject({ code: 'IDENTITY_TAKEN' });
  });

  it('passes over the number of an adopted value that nobody knows the number of', async () => {
    const values = [{ ...serialOf(2), source: 'chip' as const }];
    await tables().in((tx) =>
      adopt(tx, {
        die: die(7),
        product,
        stage: '',
        values: () => values,
        reason: 'x',
        order: { number: 'W', quantity: 1 },
      }),
    );
    expect([textIn(await reserved(1)), textIn(await reserved(2))]).toEqual(['SN-1', 'SN-3']);
    expect(await accounted()).toEqual({ ...none, issued: 2, skipped: 1 });
    const row = await tables().in((tx) => tx.get('SELECT reason FROM number WHERE n = 2'));
    expect(row?.reason).toBe('passed over: unit 1 has its value');
  });

  it('stores the first answer of a hook, and takes it for the answer ever after', async () => {
    await reserved();
    const answer = (text: string) =>
      tables().in((tx) => storeAnswer(tx, key, textValue('signature', text, { source: 'hook' })));
    const first = await answer('A');
    expect(first).toMatchObject({ field: 'signature', text: 'A', stage: '' });
    expect(await answer('B')).toEqual(first);
    expect(textIn(await unit(), 'signature')).toBe('A');
    await claimed('run 1', 'reserved', 1);
    expect(await answer('C')).toEqual(first);
    const late = tables().in((tx) => storeAnswer(tx, key, textValue('other', 'D')));
    await expect(late).rejects.toMatchObject({ code: 'LEDGER_STALE', details: { state: 'burning' } });
  });

  it('stores the first signature of some bytes, and drops one of a secret once it is verified', async () => {
    await reserved();
    const signed = (input: string, byte: number, secret = false) =>
      tables().in((tx) =>
        storeSignature(tx, key, { field: 'proof', input, sealed: Uint8Array.of(byte), secret }),
      );
    expect(await signed('a', 1)).toMatchObject({ sealed: Uint8Array.of(1) });
    expect(await signed('a', 2)).toMatchObject({ sealed: Uint8Array.of(1) });
    await claimed('run 1', 'reserved', 1);
    expect(await signed('b', 3, true)).toMatchObject({ sealed: Uint8Array.of(3) });
    const inputs = async () => (await tables().in((tx) => signaturesOf(tx, key))).map(({ input }) => input);
    expect(await inputs()).toEqual(['a', 'b']);
    await tables().in((tx) => finish(tx, { run: 'run 1', result: 'verified', readBack: true }));
    expect(await inputs()).toEqual(['a']);
    await tables().in((tx) => scrap(tx, 1, 'x'));
    await expect(signed('c', 4)).rejects.toMatchObject({ code: 'LEDGER_STALE' });
  });
}
