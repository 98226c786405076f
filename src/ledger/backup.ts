import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { makeFolder } from '../files/make-folder.js';
import { isErrno } from '../files/read.js';
import type { LedgerAddress } from './address.js';
import { checkLedgerFile, type LedgerFacts } from './check-file.js';
import { sideFiles } from './side-files.js';

/** A copy of a ledger that was read back. */
export interface LedgerBackup extends LedgerFacts {
  readonly sha256: string;
  readonly length: number;
}

/**
 * Copies a SQLite ledger as it is at one moment to a file that is not there yet, and checks what was written. Only the owner
 * can read it. Errors: FILE_EXISTS, FILE_WRITE_FAILED, LEDGER_BACKUP for PostgreSQL, LEDGER_DAMAGED, those of openDatabase.
 */
export async function backupLedger(address: LedgerAddress, file: string): Promise<LedgerBackup> {
  if (address.engine === 'postgres') throw ofServer(file);
  // Beside the ledger, since SQLite may not be used where the backup goes.
  const copy = `${address.file}.${randomUUID()}.tmp`;
  try {
    const { copySqlite, refuseNoLedger } = await import('./sqlite/copy-sqlite.js');
    await refuseNoLedger(address.file);
    await about(file, () => writeFile(copy, '', { mode: 0o600, flag: 'wx' }));
    await copySqlite(address.file, copy);
    const facts = await checkLedgerFile(copy, file);
    const sha256 = await hashOf(copy);
    const length = await about(file, () => deliver(copy, file, sha256));
    return { ...facts, sha256, length };
  } finally {
    for (const each of [copy, ...sideFiles(copy)]) await rm(each, { force: true });
  }
}

/** Copies to a file that is not there yet, through to the disk, and reads it back. Returns its length. */
async function deliver(copy: string, file: string, sha256: string): Promise<number> {
  await makeFolder(dirname(file));
  // A partial copy must not have the name of a backup.
  const half = `${file}.${randomUUID()}.tmp`;
  try {
    await copyFile(copy, half, constants.COPYFILE_EXCL);
    const length = await settle(half);
    if ((await hashOf(half)) !== sha256) throw differs(file);
    await giveName(half, file);
    return length;
  } finally {
    await rm(half, { force: true });
  }
}

/** Replaces no file; where the file system has no links, none that is there already. */
async function giveName(half: string, file: string): Promise<void> {
  try {
    await link(half, file);
  } catch (error) {
    if (isErrno(error) && error.code === 'EEXIST') throw error;
    if (await stat(file).catch(() => undefined)) throw Object.assign(new Error(), { code: 'EEXIST' });
    await rename(half, file);
  }
}

async function settle(file: string): Promise<number> {
  const written = await open(file, 'r+');
  try {
    await written.chmod(0o600);
    await written.sync();
    return (await written.stat()).size;
  } finally {
    await written.close();
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest('hex');
}

async function about<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof OtpforgeError) throw cause;
    if (isErrno(cause) && cause.code === 'EEXIST') {
      throw new OtpforgeError('FILE_EXISTS', {
        message: `${file}: there is already a file, which may be the only backup`,
        remedy: 'Name another file.',
        details: { file },
        cause,
      });
    }
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${file}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Check that the folder is writable and has room.',
      details: { file },
      cause,
    });
  }
}

function differs(file: string): OtpforgeError {
  return new OtpforgeError('LEDGER_BACKUP', {
    message: `${file}: the backup does not read as it was written`,
    remedy: 'Check that disk, and write the backup to another one.',
    details: { file },
  });
}

function ofServer(file: string): OtpforgeError {
  return new OtpforgeError('LEDGER_BACKUP', {
    message: `${file}: a ledger in PostgreSQL is backed up by PostgreSQL's own tools; nothing was written`,
    remedy: `Run pg_dump --format=custom --file=${file} with the URL of the ledger, and keep the file as private as the ledger.`,
    details: { file },
  });
}
