import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { makeFolder } from '../files/make-folder.js';
import { isErrno } from '../files/read.js';
import { stateFolder } from '../files/state-folder.js';
import { count } from '../text/plural.js';

const keySize = 32;

/**
 * The key of this user's state folder, made at its first use: 32 random bytes that only the user may read.
 * Errors: STATE_FOLDER.
 */
export async function stateKey(folder = stateFolder()): Promise<Uint8Array> {
  const file = join(folder, 'key');
  try {
    return (await readKey(file)) ?? (await makeKey(folder, file));
  } catch (cause) {
    if (cause instanceof OtpforgeError) throw cause;
    throw keyError(file, cause instanceof Error ? cause.message : String(cause));
  }
}

/** The same key where it has been made; undefined where it has not. Errors: STATE_FOLDER. */
export async function knownStateKey(folder = stateFolder()): Promise<Uint8Array | undefined> {
  const file = join(folder, 'key');
  try {
    return await readKey(file);
  } catch (cause) {
    if (cause instanceof OtpforgeError) throw cause;
    throw keyError(file, cause instanceof Error ? cause.message : String(cause));
  }
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  try {
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex');
    if (key.length === keySize) return key;
    throw keyError(file, `it is not ${count(keySize, 'byte')} in hexadecimal`);
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

// Linked into place, so that of two processes both use the key of the first.
async function makeKey(folder: string, file: string): Promise<Uint8Array> {
  await makeFolder(folder);
  const own = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const text = `${randomBytes(keySize).toString('hex')}\n`;
    await writeFile(own, text, { flag: 'wx', mode: 0o600, flush: true });
    await link(own, file).catch((error: unknown) => {
      if (!isErrno(error) || error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(own, { force: true });
  }
  const key = await readKey(file);
  if (key) return key;
  throw keyError(file, 'it is gone again');
}

function keyError(file: string, problem: string): OtpforgeError {
  return new OtpforgeError('STATE_FOLDER', {
    message: `${file}: the key that keeps hashes over secrets from telling them cannot be used: ${problem}`,
    remedy: 'Make the folder writable, or name another one in OTPFORGE_STATE_DIR.',
    details: { file },
  });
}
