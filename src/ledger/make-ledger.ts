import { randomUUID } from 'node:crypto';
import { OtpforgeError } from '../errors/index.js';
import { remove } from '../files/remove.js';
import type { LedgerAddress } from './address.js';
import type { Database } from './database.js';
import { defaultKeyFile, makeKeyFile } from './key-file.js';
import { lastLedgerAt } from './last-ledger.js';
import { ledgerTime } from './ledger-clock.js';
import { memoryFile } from './memory.js';
import { readMeta, setMeta } from './meta.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations.js';
import { placeOf, setPlace } from './place.js';
import type { Station } from './station.js';

/**
 * Makes a ledger in an empty database, and its key. Returns its ID. Errors: LEDGER_EXISTS, FILE_EXISTS,
 * FILE_WRITE_FAILED.
 */
export async function makeLedger(
  database: Database,
  address: LedgerAddress,
  station: Station,
  options: { readonly keyFile?: string; readonly now?: () => Date },
): Promise<string> {
  await migrate(database, migrations);
  const place = await placeOf(address, station);
  const id = randomUUID();
  const keyFile = options.keyFile ?? defaultKeyFile(station, id);
  // The key first: a ledger without one would be of no use.
  const { fingerprint } = await makeKeyFile(keyFile);
  try {
    await database.transaction(async (tx) => {
      if ((await readMeta(tx)).has('id')) throw exists(address);
      const created = await ledgerTime(tx, options.now);
      for (const [name, value] of Object.entries({ id, created, key: fingerprint }))
        await setMeta(tx, name, value);
      await setPlace(tx, place);
    });
    return id;
  } catch (error) {
    // Where it is not known whether the ledger is there, it needs its key.
    const isUnknown = error instanceof OtpforgeError && error.code === 'LEDGER_COMMIT_UNKNOWN';
    if (!isUnknown) await remove(keyFile);
    throw error;
  }
}

/** Where this station had a ledger, a new one would give out all of its values again. Errors: LEDGER_EXISTS. */
export async function refuseUsed(address: LedgerAddress, { folder }: Pick<Station, 'folder'>): Promise<void> {
  const id = await lastLedgerAt(folder, address);
  if (id === undefined) return;
  const file = memoryFile(folder, id);
  throw new OtpforgeError('LEDGER_EXISTS', {
    message: `${placeText(address)}: this station has used the ledger ${id} there, and a new one would give out each value again`,
    remedy: `If it is there, use it as it is. If it was lost, put its backup back with otpforge ledger restore. If it is gone for good, with all its units, move ${file} away.`,
    details: { ledger: id, file },
  });
}

function exists(address: LedgerAddress): OtpforgeError {
  return new OtpforgeError('LEDGER_EXISTS', {
    message: `${placeText(address)}: there is already a ledger`,
    remedy: 'Use it as it is, or name another one in line.yaml.',
  });
}

function placeText(address: LedgerAddress): string {
  return address.engine === 'sqlite' ? address.file : 'the database';
}
