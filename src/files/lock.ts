import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { type ErrorCode, OtpforgeError } from '../errors/index.js';
import { isErrno } from './read.js';

/** A lock held by this process. */
export interface FileLock {
  release(): void;
}

/** Who holds a lock instead of us. */
export interface LockHolder {
  readonly pid: number;
}

/**
 * Takes a lock file for this process, or tells who holds it. The lock of a process that has ended is taken
 * over. The file appears with its content in one step, so that no reader sees an empty one.
 * Errors: FILE_WRITE_FAILED; `stuck` for a dead lock that may not be read or removed, as another user's on a sticky
 * folder, and for a file that is no lock.
 */
export function takeLock(file: string, stuck: ErrorCode = 'FILE_WRITE_FAILED'): FileLock | LockHolder {
  const mine = `${process.pid} ${bornAt(process.pid)}\n`;
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    if (create(file, mine)) return { release: () => remove(file, mine) };
    const holder = takeOver(file, mine, stuck);
    if (holder) return holder;
  }
  return { pid: parse(read(file) ?? '').pid };
}

export function isLockHolder(lock: FileLock | LockHolder): lock is LockHolder {
  return 'pid' in lock;
}

/** Tells who holds the lock, or removes it when nobody does. */
function takeOver(file: string, mine: string, stuck: ErrorCode): LockHolder | undefined {
  try {
    const found = read(file);
    if (found === undefined) return undefined;
    if (!ownContent.test(found)) throw foreign(file, stuck);
    const { pid, born } = parse(found);
    if (isAlive(pid, born)) return { pid };
    removeDead(file, found, mine);
    return undefined;
  } catch (cause) {
    if (cause instanceof OtpforgeError) throw cause;
    throw new OtpforgeError(stuck, {
      message: `${file}: the lock file of a process that has ended cannot be taken over: ${String(cause)}`,
      remedy: 'It may be another user’s: let its owner or an administrator remove the file.',
      details: { file },
      cause,
    });
  }
}

// One at a time: what is dead when it is read may be somebody else's lock when it is removed.
function removeDead(file: string, found: string, mine: string): void {
  const guard = `${file}.dead`;
  if (!create(guard, mine)) {
    const left = read(guard) ?? mine;
    const { pid, born } = parse(left);
    if (!isAlive(pid, born)) remove(guard, left);
    return;
  }
  try {
    if (read(file) === found) unlinkSync(file);
  } finally {
    remove(guard, mine);
  }
}

/** A process and its start time; what a power cut leaves of them too. */
const ownContent = /^[-0-9 \n\0]{0,64}$/;

function foreign(file: string, code: ErrorCode): OtpforgeError {
  return new OtpforgeError(code, {
    message: `${file}: this file is no lock of otpforge, and stands where one belongs`,
    remedy: 'Move it away, or name another file for what it would lock.',
    details: { file },
  });
}

const maximumAttempts = 10;
let unique = 0;

function create(file: string, content: string): boolean {
  const own = ownName(file);
  try {
    writeFileSync(own, content, { flag: 'wx', mode: 0o644 });
  } catch (cause) {
    rmSync(own, { force: true });
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${file}: the lock file cannot be made: ${String(cause)}`,
      remedy: 'Check that the folder exists, is writable and has room.',
      details: { file },
      cause,
    });
  }
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (isErrno(error) && error.code === 'EEXIST') return false;
    // Some file systems know no hard links; there a reader may for a moment see an empty lock.
    return createWithoutLink(file, content);
  } finally {
    unlinkSync(own);
  }
}

function createWithoutLink(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if (isErrno(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

// Moved aside first and looked at there: between reading and removing, somebody else may have taken the lock over.
function remove(file: string, content: string): void {
  const aside = ownName(file);
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== content) create(file, read(aside) ?? '');
  unlinkSync(aside);
}

function ownName(file: string): string {
  unique += 1;
  return `${file}.${process.pid}.${unique}`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(content: string): { pid: number; born: string } {
  const [pid = '', born = ''] = content.trim().split(' ');
  return { pid: Number(pid), born };
}

function isAlive(pid: number, born: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    if (!(isErrno(error) && error.code === 'EPERM')) return false;
  }
  return bornAt(pid) === born;
}

// Linux gives a process number to another process again; its start time tells the two apart.
function bornAt(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[startTimeField] ?? '';
  } catch {
    return '';
  }
}

/** proc(5): starttime is field 22; two stand before the part that is split. */
const startTimeField = 19;
