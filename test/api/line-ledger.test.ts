import { afterEach, describe, expect, it } from 'vitest';
import { type LineLedger, openLineLedger } from '../../src/api/line-ledger.js';
import { ledgerInFolder, serialText } from './ledger-bench.js';

const bench = ledgerInFolder();

let open: LineLedger | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});
const opened = async () => {
  open = await openLineLedger(bench.file(), { ledgerKey: bench.ledgerKey() });
  return open;
};

describe('a ledger that stays open', () => {
  it('shows what it has, call after call', async () => {
    await bench.verify(1);
    await bench.reserve(2);
    const ledger = await opened();
    const { ledger: id, open: units } = await ledger.status();
    expect([ledger.id, ledger.product, units]).toEqual([id, 'controller-c', [2]]);
    expect((await ledger.show()).units.map(({ unit }) => unit)).toEqual([2]);
    expect((await ledger.show(serialText(1))).units.map(({ unit }) => unit)).toEqual([1]);
    const from = new Date(Date.now() - 3_600_000);
    expect(await ledger.shift({ from, to: new Date(Date.now() + 1000) })).toMatchObject({
      units: 1,
      verified: 1,
    });
    expect(await ledger.shift({ from, to: new Date(Date.now() + 1000), slot: 'other' })).toMatchObject({
      units: 0,
    });
  });

  it('takes decisions, as the functions of the package do', async () => {
    await bench.verify(1, 2);
    await bench.reserve(3);
    const ledger = await opened();
    const reason = 'returned';
    expect(await ledger.scrap(serialText(1), { reason })).toMatchObject({
      result: 'scrapped',
      unit: { unit: 1 },
    });
    expect(await ledger.replace('2', { reason, replaces: '1' })).toMatchObject({
      ...{ result: 'replaced', reason },
      unit: { unit: 2, replaces: 1 },
    });
    expect(await ledger.release('3', { reason })).toMatchObject({ result: 'released', unit: { unit: 3 } });
    await expect(ledger.release('1', { reason })).rejects.toMatchObject({ code: 'LEDGER_STATE' });
  });

  it('takes no decision without a reason, and no window without a begin', async () => {
    await bench.verify(1);
    const ledger = await opened();
    await expect(ledger.scrap('1', { reason: ' ' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    await expect(ledger.shift({} as never)).rejects.toMatchObject({ code: 'OPTION_MISSING' });
    await expect(ledger.shift({ from: new Date('never') })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    expect((await ledger.show('1')).units[0]?.stages).toMatchObject([{ state: 'verified' }]);
  });
});
