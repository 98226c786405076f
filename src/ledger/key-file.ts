import { randomUUID } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { makeFolder } from '../files/make-folder.js';
import { isPrivateFile } from '../files/private-file.js';
import { isErrno, readTextIfThere } from '../files/read.js';
import { keyLength, LedgerKey, newSecret } from './key.js';
import type { Station } from './station.js';

/** Where a station keeps the key of a ledger unless told otherwise. */
export function defaultKeyFile({ folder }: Station, ledger: string): string {
  return join(folder, 'ledgers', `${ledger}.key`);
}

/** Makes a key and its file, which its owner alone can read. Errors: FILE_EXISTS, FILE_WRITE_FAILED. */
export async function makeKeyFile(file: string): Promise<LedgerKey> {
  const secret = newSecret();
  await writeKey(file, secret);
  return new LedgerKey(secret);
}

/**
 * Copies a key to another file, which its owner alone can read; false for one that has it already. Errors: FILE_EXISTS for any
 * other file, FILE_WRITE_FAILED, and those of readKeyFile.
 */
export async function installKeyFile(from: string, to: string): Promise<boolean> {
  const secret = await readSecret(from);
  if (await hasKey(to, new LedgerKey(secret).fingerprint)) return false;
  await writeKey(to, secret);
  return true;
}

/** Reads a key. Errors: LEDGER_KEY_MISSING, LEDGER_KEY_WRONG for a file that others can read or that is not a key. */
export async function readKeyFile(file: string): Promise<LedgerKey> {
  return new LedgerKey(await readSecret(file));
}

/** Errors: LEDGER_KEY_WRONG for the key of another ledger. */
export function checkFingerprint(key: LedgerKey, fingerprint: string, file: string): void {
  if (key.fingerprint === fingerprint) return;
  throw wrong(file, 'it is the key of another ledger', 'Name the key file of this ledger with --ledger-key.');
}

async function readSecret(file: string): Promise<Uint8Array> {
  const text = await readTextIfThere(file);
  if (text === undefined) throw missing(file);
  if (process.platform !== 'win32' && !(await isPrivateFile(file)))
    throw wrong(file, 'other users can read it', `Make it readable for its owner alone: chmod 600 ${file}`);
  const secret = Buffer.from(text.trim(), 'base64');
  if (!keyText.test(text) || secret.length !== keyLength)
    throw wrong(file, 'it is not a key that otpforge ledger init has made', 'Name the right file.');
  return new Uint8Array(secret);
}

async function hasKey(file: string, fingerprint: string): Promise<boolean> {
  try {
    return (await readKeyFile(file)).fingerprint === fingerprint;
  } catch (error) {
    if (error instanceof OtpforgeError) return false;
    throw error;
  }
}

async function writeKey(file: string, secret: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await makeFolder(dirname(file));
    const text = `${Buffer.from(secret).toString('base64')}\n`;
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
    // Unlike renaming, it replaces no key that may be the only copy.
    await placeNew(temporary, file, text);
  } catch (cause) {
    throw writeError(file, cause);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function placeNew(temporary: string, file: string, text: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (cause) {
    if (isErrno(cause) && cause.code === 'EEXIST') throw cause;
    // Some file systems have no hard links, such as that of a USB stick.
    await writeFile(file, text, { mode: 0o600, flag: 'wx', flush: true });
  }
}

const keyText = /^[A-Za-z0-9+/]{43}=\n?$/;

function missing(file: string): OtpforgeError {
  return new OtpforgeError('LEDGER_KEY_MISSING', {
    message: `${file}: this station does not have the key of the ledger`,
    remedy:
      'Copy the key file from a station that has it, and install it with otpforge ledger key --import, or name it with --ledger-key. If it is lost, open units with secrets can only be scrapped.',
    details: { file },
  });
}

function wrong(file: string, why: string, remedy: string): OtpforgeError {
  return new OtpforgeError('LEDGER_KEY_WRONG', { message: `${file}: ${why}`, remedy, details: { file } });
}

function writeError(file: string, cause: unknown): OtpforgeError {
  if (isErrno(cause) && cause.code === 'EEXIST') {
    return new OtpforgeError('FILE_EXISTS', {
      message: `${file}: there is already a file, which may be a key in use`,
      remedy: 'Name another file: a key is never overwritten.',
      details: { file },
      cause,
    });
  }
  return new OtpforgeError('FILE_WRITE_FAILED', {
    message: `${file}: the key cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Check that the folder is writable and has room.',
    details: { file },
    cause,
  });
}
