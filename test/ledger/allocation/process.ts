import { once } from 'node:events';
import type { LedgerTransaction } from '../../../src/ledger/ledger-transaction.js';
import { openDatabase } from '../../../src/ledger/open-database.js';
import { exportUnits } from '../../../src/ledger/units/export-units.js';
import { batchUnits, findUnit } from '../../../src/ledger/units/find.js';
import type { KnownUnit } from '../../../src/ledger/units/known.js';
import { reserve } from '../../../src/ledger/units/reserve.js';
import { die, nextSerial, product, serialOf, serials, tablesOf, textIn } from '../tables-support.js';
import type { Job } from './job.js';

/** One of many processes that give out values of one ledger: what it has to do is its argument. */
const job = JSON.parse(process.argv[2] ?? '') as Job;
const database = await openDatabase(job.address, { waitMs: 120_000, ...job.options });
const tables = tablesOf(database);

process.stdout.write('ready\n');
await once(process.stdin, 'data');
for (const [index, n] of job.dies.entries()) {
  const unit = await tables.in((tx) => present(tx, n), job.station);
  process.stdout.write(`${JSON.stringify([n, textIn(unit)])}\n`);
  if (index % job.everyDies === 0) await exportBatch(`${job.station}, ${index}`);
}
await tables.close();
process.exit();

/** The first transaction of a visit. */
async function present(tx: LedgerTransaction, n: number): Promise<KnownUnit> {
  return (await findUnit(tx, die(n))) ?? reserve(tx, nextSerial(n));
}

function exportBatch(batch: string): Promise<readonly KnownUnit[]> {
  const asked = { product, stage: '', batch, count: job.batchSize };
  return tables.in(async (tx) => {
    const units = await batchUnits(tx, product, batch);
    if (units.length > 0) return units;
    return exportUnits(tx, { ...asked, values: (draw) => draw(serials, serialOf) });
  }, job.station);
}
