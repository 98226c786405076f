import { OtpforgeError } from '../errors/index.js';
import { numberIn } from './columns.js';
import type { Transaction } from './database.js';
import { brokenChains } from './events.js';
import { readMeta } from './meta.js';
import { schemaVersion } from './migrate.js';
import { openDatabase } from './open-database.js';

/** What a whole ledger in a file holds. */
export interface LedgerFacts {
  readonly ledger: string;
  readonly schema: number;
  readonly stations: number;
  readonly events: number;
  readonly units: number;
}

/**
 * Reads a whole SQLite ledger: its pages, its references, and the chain of events of each station. Errors: LEDGER_DAMAGED,
 * LEDGER_FAILED, LEDGER_ENGINE_MISSING.
 */
export async function checkLedgerFile(file: string, shown = file): Promise<LedgerFacts> {
  const database = await openDatabase({ engine: 'sqlite', file });
  try {
    const schema = await schemaVersion(database);
    if (schema === 0) throw damaged(shown, 'it has no ledger');
    return await database.transaction(async (tx) => {
      const ledger = (await readMeta(tx)).get('id');
      if (ledger === undefined) throw damaged(shown, 'it has no ledger');
      await refuseBroken(tx, ledger, shown);
      return {
        ledger,
        schema,
        stations: await countOf(tx, 'station'),
        events: await countOf(tx, 'event'),
        units: schema < schemaWithUnits ? 0 : await countOf(tx, 'unit'),
      };
    });
  } finally {
    await database.close();
  }
}

const schemaWithUnits = 2;

async function refuseBroken(tx: Transaction, ledger: string, shown: string): Promise<void> {
  const pages = await tx.all('PRAGMA integrity_check(1)');
  const [page] = pages.map((row) => String(Object.values(row)[0]));
  if (page !== 'ok') throw damaged(shown, `SQLite finds ${page}`);
  const [reference] = await tx.all('PRAGMA foreign_key_check');
  if (reference) throw damaged(shown, `a row of ${reference.table} has no ${reference.parent}`);
  const [chain] = await brokenChains(tx, ledger);
  if (chain) throw damaged(shown, `event ${chain.n} of station ${chain.station} does not follow`);
}

async function countOf(tx: Transaction, table: 'station' | 'event' | 'unit'): Promise<number> {
  const row = await tx.get(`SELECT count(*) AS count FROM ${table}`);
  return row ? numberIn(row, 'count') : 0;
}

function damaged(file: string, why: string): OtpforgeError {
  return new OtpforgeError('LEDGER_DAMAGED', {
    message: `${file}: the ledger in it is damaged: ${why}`,
    remedy: 'Use an older backup, and keep this file for whoever repairs it.',
    details: { file, why },
  });
}
