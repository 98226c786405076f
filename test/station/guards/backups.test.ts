import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/ledger/index.js';
import { Backups } from '../../../src/station/guards/backups.js';
import { ledgerInFolder } from '../../api/ledger-bench.js';

describe('the backups of a station', () => {
  const bench = ledgerInFolder();
  const names = () => readdirSync(bench.path('copies')).toSorted();
  let minutes = 0;
  let changes = 0;
  const backups = (to = bench.path('copies')) => {
    [minutes, changes] = [0, 0];
    return new Backups({
      product: 'controller-c',
      address: { engine: 'sqlite', file: bench.path('line.db') },
      backup: { to, everyMinutes: 60, keep: 2 },
      now: () => new Date(Date.parse('2026-11-29T18:45:01.500Z') + minutes * 60_000),
      onChange: () => {
        changes += 1;
      },
    });
  };

  it('are made when the newest is old enough, and the oldest go', async () => {
    const made = backups();
    await made.makeIfDue();
    expect(names()).toEqual(['controller-c-2026-11-29T184501Z.db']);
    minutes = 59;
    await made.makeIfDue();
    expect(names()).toHaveLength(1);
    writeFileSync(bench.path('copies/controller-c-notes.db'), 'of somebody else');
    writeFileSync(bench.path('copies/other-2020-01-01T000000Z.db'), 'of another product');
    for (minutes of [61, 122]) await made.makeIfDue();
    expect(names()).toEqual([
      'controller-c-2026-11-29T194601Z.db',
      'controller-c-2026-11-29T204701Z.db',
      'controller-c-notes.db',
      'other-2020-01-01T000000Z.db',
    ]);
    expect(made.warning).toBeUndefined();
    expect(changes).toBe(0);
  });

  it('are made no more often, and keep their history, after a clock was ahead', async () => {
    const made = backups();
    for (minutes of [0, 61]) await made.makeIfDue();
    writeFileSync(bench.path('copies/controller-c-2031-01-01T000000Z.db'), 'by a wrong clock');
    for (minutes of [62, 63, 64]) await made.makeIfDue();
    expect(names()).toEqual([
      'controller-c-2026-11-29T184501Z.db',
      'controller-c-2026-11-29T194601Z.db',
      'controller-c-2031-01-01T000000Z.db',
    ]);
  });

  it('are whole ledgers', async () => {
    await backups().makeIfDue();
    const [name = ''] = names();
    const database = await openDatabase({ engine: 'sqlite', file: bench.path(`copies/${name}`) });
    try {
      const id = await database.transaction((tx) => tx.get("SELECT value FROM meta WHERE name = 'id'"));
      expect(id?.value).toBe(await bench.inLedger(async (ledger) => ledger.id));
    } finally {
      await database.close();
    }
  });

  it('that fail are a warning until one is made', async () => {
    const made = backups(bench.path('line.yaml/below-a-file'));
    await made.makeIfDue();
    expect(made.warning).toMatchObject({
      code: 'BACKUP_FAILED',
      message: expect.stringContaining('there is no new backup of the ledger'),
    });
    await made.makeIfDue();
    expect(changes).toBe(1);
  });

  it('end with their signal', async () => {
    const [stop, made] = [new AbortController(), backups()];
    const running = made.run(stop.signal);
    await made.makeIfDue();
    stop.abort();
    await running;
    expect(names()).toHaveLength(1);
  });
});
