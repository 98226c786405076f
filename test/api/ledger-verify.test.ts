import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releaseUnit, scrapUnit } from '../../src/api/ledger-change.js';
import { ledgerVerify } from '../../src/api/ledger-verify.js';
import { withLine } from '../../src/api/open-line.js';
import { skipNumbers } from '../../src/ledger/pools/skip.js';
import { exportUnits } from '../../src/ledger/units/export-units.js';
import { macOf } from '../ledger/tables-support.js';
import { type LineFolder, lineFolder } from './line-folder.js';

let line: LineFolder;
beforeEach(async () => {
  line = await lineFolder();
});
afterEach(() => line.remove());

describe('ledgerVerify', () => {
  it('accounts for each number: issued, released, scrapped, skipped', async () => {
    const reason = 'a trial';
    await line.present('a.chip');
    await line.present('b.chip');
    await scrapUnit(line.line, '2', { reason });
    await expect(line.present('c.chip', { confirm: () => false })).rejects.toThrow();
    await releaseUnit(line.line, '3', { reason });
    const pool = { name: 'controller-c/serial', kind: 'sequence', first: 1, last: 999_999 } as const;
    await line.inLedger((tx) => skipNumbers(tx, pool, 2, 'labels were misprinted'));
    expect(await ledgerVerify(line.line)).toMatchObject({
      ...{ format: 'otpforge.ledger-verify/1', result: 'accounted', brokenChains: [] },
      pools: [
        {
          ...{ name: 'controller-c/serial', period: '', first: 1, next: 6 },
          ...{ issued: 1, scrapped: 1, released: 1, skipped: 2, ahead: 0, unaccounted: [] },
          reasons: [{ reason: 'labels were misprinted', count: 2, first: 4, last: 5 }],
        },
        { name: 'macs', issued: 1, scrapped: 1, released: 1, skipped: 0, unaccounted: [], reasons: [] },
      ],
    });
  });

  it('finds a number that nobody can account for', async () => {
    for (const chip of ['a.chip', 'b.chip', 'c.chip']) await line.present(chip);
    await line.inLedger((tx) => tx.run('DELETE FROM number WHERE pool = $1 AND n = 1', 'macs'));
    const { result, pools } = await ledgerVerify(line.line);
    expect([result, pools.map(({ name, unaccounted }) => [name, unaccounted])]).toEqual([
      'damaged',
      [
        ['controller-c/serial', []],
        ['macs', [1]],
      ],
    ]);
  });

  it('finds an event that was changed', async () => {
    await line.present('a.chip');
    await line.inLedger(async (tx) => {
      await tx.run('DROP TRIGGER event_no_update');
      await tx.run("UPDATE event SET details = '{}' WHERE n = 2");
    });
    const { result, brokenChains } = await ledgerVerify(line.line);
    expect([result, brokenChains.map(({ n }) => n)]).toEqual(['damaged', [2]]);
  });

  it('opens what is sealed, where the station has the key', async () => {
    const places = [1, 2].map((unit) => ({ unit, generation: 1, field: 'key' }));
    await withLine(line.line, {}, async ({ ledger }) => {
      const secrets = places.map((place) => ({
        ...({ field: 'key', source: 'random', unique: false, scope: 'key', mac: macOf('key') } as const),
        sealed: ledger.key().seal(new Uint8Array([1, 2, 3]), place),
      }));
      const batch = { product: 'controller-c', stage: '', batch: 'B', count: 2 };
      await ledger.transaction((tx) =>
        exportUnits(tx, { ...batch, values: async () => secrets.map((secret) => [secret]) }),
      );
    });
    expect(await ledgerVerify(line.line)).toMatchObject({
      ...{ result: 'accounted', sealed: { opened: 2, damaged: [] } },
    });
    await line.inLedger((tx) =>
      tx.run('UPDATE value SET sealed = (SELECT sealed FROM value WHERE unit = 1) WHERE unit = 2'),
    );
    expect(await ledgerVerify(line.line)).toMatchObject({
      ...{ result: 'damaged', sealed: { opened: 1, damaged: [places[1]] } },
    });
    const { sealed } = await ledgerVerify(line.line, { ledgerKey: line.at('missing.key') });
    expect(sealed).toBeUndefined();
  });
});
