import { findSqlite } from './find-engine.js';
import { refuseMissing } from './missing-file.js';
import { refuseNetworkFile } from './network-file.js';
import { sqliteError } from './sqlite-errors.js';
import { SqliteThread } from './thread.js';

/**
 * Writes what a SQLite file holds now to an empty file, while other processes may go on writing. Errors:
 * LEDGER_ENGINE_MISSING, LEDGER_BUSY, LEDGER_FAILED.
 */
export async function copySqlite(file: string, empty: string): Promise<void> {
  try {
    const pragmas = ['PRAGMA busy_timeout = 30000'];
    const thread = await SqliteThread.start({ module: findSqlite(), file, pragmas });
    try {
      await thread.request({ kind: 'run', sql: 'VACUUM INTO ?1', params: [empty] });
    } finally {
      await thread.request({ kind: 'close', sql: '', params: [] });
    }
  } catch (error) {
    throw sqliteError(file, error);
  }
}

/** Errors: LEDGER_NETWORK_FILE, LEDGER_MISSING for a file that is not there, which SQLite would make. */
export async function refuseNoLedger(file: string): Promise<void> {
  await refuseNetworkFile(file);
  await refuseMissing(file);
}
