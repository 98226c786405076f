import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { makeFolder } from '../files/make-folder.js';
import { isErrno, readError } from '../files/read.js';
import { checkLedgerFile } from './check-file.js';
import { sideFiles } from './side-files.js';

/**
 * Puts a copy of a backup in the place of a SQLite ledger that is gone, after `work`, which gets its ID, has set it right beside
 * that place. The backup is only read. Errors: those of `work`; LEDGER_EXISTS where there is a ledger, or what one left behind;
 * LEDGER_DAMAGED, LEDGER_FAILED, FILE_*.
 */
export async function putBack<T>(
  file: string,
  backup: string,
  work: (copy: string, ledger: string) => Promise<T>,
): Promise<T> {
  // SQLite would play the log of another file into this one.
  for (const each of [file, ...sideFiles(file)]) if (await isThere(each)) throw exists(each);
  const [log = ''] = sideFiles(backup);
  if (await isThere(log)) throw unfinished(backup, log);
  const copy = `${file}.${randomUUID()}.tmp`;
  try {
    await copied(backup, copy);
    const { ledger } = await checkLedgerFile(copy, backup);
    const result = await work(copy, ledger);
    await place(copy, file);
    return result;
  } finally {
    for (const each of [copy, ...sideFiles(copy)]) await rm(each, { force: true });
  }
}

async function copied(backup: string, copy: string): Promise<void> {
  if (!(await isThere(backup))) throw readError(backup, Object.assign(new Error(), { code: 'ENOENT' }));
  try {
    await makeFolder(dirname(copy));
    await copyFile(backup, copy, constants.COPYFILE_EXCL);
    const file = await open(copy, 'r+');
    await file.chmod(0o600);
    await file.sync();
    await file.close();
  } catch (cause) {
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${copy}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Check that the folder is writable and has room.',
      details: { file: copy },
      cause,
    });
  }
}

/** Unlike renaming, it replaces no ledger that another process has made meanwhile. */
async function place(copy: string, file: string): Promise<void> {
  try {
    await link(copy, file);
  } catch (error) {
    if (isErrno(error) && error.code === 'EEXIST') throw exists(file);
    throw error;
  }
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

function exists(file: string): OtpforgeError {
  return new OtpforgeError('LEDGER_EXISTS', {
    message: `${file}: there is still a file, and a backup goes only where the ledger is gone`,
    remedy:
      'Leave the backup out to set the ledger right as it is. Otherwise move the ledger away with its -wal and -shm files, and keep them.',
    details: { file },
  });
}

function unfinished(backup: string, log: string): OtpforgeError {
  return new OtpforgeError('LEDGER_DAMAGED', {
    message: `${log}: this file was beside the ledger when it was copied, and the newest transactions may be in it alone`,
    remedy:
      'Use a backup that otpforge ledger backup has made, or put both files back in their place by hand.',
    details: { file: backup },
  });
}
