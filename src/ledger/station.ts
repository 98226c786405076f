import { randomBytes, randomUUID } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { makeFolder } from '../files/make-folder.js';
import { isErrno, readTextIfThere } from '../files/read.js';
import { stateFolder } from '../files/state-folder.js';
import { writeAtomic } from '../files/write.js';
import { hostId } from './host-id.js';

/** A state folder on a machine: what a ledger knows a bench by. */
export interface Station {
  readonly id: string;
  readonly folder: string;
  /** The machine, see hostId(). */
  readonly host: string;
}

/**
 * The station of a state folder, which gets an ID when it is first asked for one, and another one on another machine: a
 * folder that was copied is a station of its own. Errors: FILE_WRITE_FAILED, FILE_UNREADABLE.
 */
export async function openStation(folder = stateFolder(), host?: string): Promise<Station> {
  const machine = host ?? (await hostId());
  const file = join(folder, 'station');
  const found = parse(await readTextIfThere(file));
  if (found?.host === machine) return { ...found, folder };
  const content = `${randomBytes(8).toString('hex')} ${machine}\n`;
  if (found) await writeAtomic(file, content, { mode: 0o600 });
  else await createOnce(folder, file, content);
  const now = parse(await readTextIfThere(file));
  if (now) return { ...now, folder };
  throw new OtpforgeError('FILE_UNREADABLE', {
    message: `${file}: this file does not have the ID of a station`,
    remedy:
      'Move it away. The station then gets a new ID, and its open claims count as those of another one.',
    details: { file },
  });
}

function parse(text: string | undefined): { readonly id: string; readonly host: string } | undefined {
  const [, id, host] = /^([0-9a-f]{16}) ([0-9a-f]+)\n$/.exec(text ?? '') ?? [];
  return id !== undefined && host !== undefined ? { id, host } : undefined;
}

/** Two processes that begin at once must have one ID: the file of the second stays away. */
async function createOnce(folder: string, file: string, content: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await makeFolder(folder);
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx', flush: true });
    await link(temporary, file).catch((error: unknown) => {
      if (!(isErrno(error) && error.code === 'EEXIST')) throw error;
    });
  } catch (cause) {
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${file}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Check that the state folder is writable and has room, or name another by OTPFORGE_STATE_DIR.',
      details: { file },
      cause,
    });
  } finally {
    await rm(temporary, { force: true });
  }
}
