import { OtpforgeError } from '../errors/index.js';
import type { LedgerAddress } from './address.js';
import type { Database, Transaction } from './database.js';
import type { LedgerKey } from './key.js';
import { checkFingerprint, defaultKeyFile, readKeyFile } from './key-file.js';
import type { Ledger, Medium } from './ledger.js';
import { ledgerTime, refuseOldClock } from './ledger-clock.js';
import { endOf } from './ledger-end.js';
import { makeLedger, refuseUsed } from './make-ledger.js';
import { keepMedium } from './medium.js';
import { type Memory, readMemory, remember } from './memory.js';
import { type Meta, readMeta, timesRestored } from './meta.js';
import { migrate, schemaVersion } from './migrate.js';
import { migrations } from './migrations.js';
import { missingRemedy } from './missing-remedy.js';
import { type DatabaseOptions, openDatabase } from './open-database.js';
import { placeOf, refuseMoved } from './place.js';
import { closingIfRolledBack, refuseRolledBack } from './rolled-back.js';
import type { Station } from './station.js';
import { StationLedger } from './station-ledger.js';
import { addStation, headsIn } from './station-row.js';

export interface LedgerOptions extends DatabaseOptions {
  readonly station: Station;
  /** Makes a new ledger, where there must be none. */
  readonly create?: boolean;
  /** What the dies are; left out by commands that see none. */
  readonly medium?: Medium;
  /** The clock of the ledger instead of this machine's or the server's. */
  readonly now?: () => Date;
  /** Where the key is, unless in the station's folder. */
  readonly keyFile?: string;
  /** The place to remember, where the file is to be put there. */
  readonly remembered?: LedgerAddress;
  /** What a command opens the ledger in spite of, to set it right. */
  readonly past?: readonly GuardCode[];
}

export type GuardCode = 'LEDGER_ROLLED_BACK' | 'LEDGER_MOVED' | 'CLOCK_SUSPECT';

/**
 * Opens a ledger for a station. Errors: those of openDatabase; LEDGER_MISSING, LEDGER_EXISTS, LEDGER_TOO_NEW,
 * LEDGER_MEDIUM, LEDGER_MOVED, LEDGER_ROLLED_BACK, CLOCK_SUSPECT, LEDGER_DAMAGED. A key that is missing is an error of
 * `key()` alone.
 */
export async function openLedger(address: LedgerAddress, options: LedgerOptions): Promise<Ledger> {
  // Opening the database may already make its file.
  if (options.create) await refuseUsed(address, options.station);
  const database = await openDatabase(address, options);
  try {
    if (options.create) await makeLedger(database, address, options.station, options);
    else if ((await schemaVersion(database)) === 0) throw empty(address);
    else await migrate(database, migrations);
    return await guarded(database, address, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function guarded(database: Database, address: LedgerAddress, options: LedgerOptions): Promise<Ledger> {
  const { station, now, remembered = address, past = [] } = options;
  const meta = await database.transaction(readMeta);
  const id = meta.get('id');
  if (id === undefined) throw empty(address);
  const place = await placeOf(address, station);
  if (!past.includes('LEDGER_MOVED')) refuseMoved(address, meta, place);
  const memory = await readMemory(station.folder, id);
  const seen = await closingIfRolledBack(database, memory, () =>
    database.transaction((tx) => arrive(tx, { id, address: remembered }, memory, options)),
  );
  const key = await keyOf(id, meta, options);
  const inSpite = past.includes('LEDGER_ROLLED_BACK');
  return new StationLedger(
    { id, address, remembered, station, database, key, now, inSpite },
    await remember(station.folder, seen),
  );
}

/** The guards within one transaction, which then adds the station's row. Returns what it saw. */
async function arrive(
  tx: Transaction,
  { id, address }: Pick<Ledger, 'id' | 'address'>,
  memory: Memory | undefined,
  { station, medium, now, past = [] }: LedgerOptions,
): Promise<Memory> {
  const meta = await readMeta(tx);
  await keepMedium(tx, meta, medium);
  if (!past.includes('LEDGER_ROLLED_BACK')) await refuseRolledBack(tx, meta, memory, await headsIn(tx));
  const time = await ledgerTime(tx, now);
  if (!past.includes('CLOCK_SUSPECT')) await refuseOldClock(tx, time);
  await addStation(tx, id, station.id, time);
  return { ledger: id, address, restored: timesRestored(meta), ...(await endOf(tx)) };
}

/** The key, or why this station does not have it. */
async function keyOf(
  id: string,
  meta: Meta,
  { station, keyFile = defaultKeyFile(station, id) }: LedgerOptions,
): Promise<LedgerKey | OtpforgeError> {
  try {
    const key = await readKeyFile(keyFile);
    checkFingerprint(key, meta.get('key') ?? '', keyFile);
    return key;
  } catch (error) {
    if (error instanceof OtpforgeError) return error;
    throw error;
  }
}

function empty(address: LedgerAddress): OtpforgeError {
  return new OtpforgeError('LEDGER_MISSING', {
    message: `${address.engine === 'sqlite' ? address.file : 'the database'}: there is no ledger`,
    remedy: missingRemedy,
  });
}
