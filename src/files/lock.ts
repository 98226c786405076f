import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
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
 * folder, and for a file that is not a lock.
 */
export function takeLock(file: string, stuck: ErrorCode = 'FILE_WRITE_FAILED'): FileLock | LockHolder {
  const mine = thisProcess();
  for (let attempt = 0; attempt < maximumAttempts; attempt += 1) {
    if (create(file, mine, stuck)) return { release: () => remove(file, mine, stuck) };
    const holder = takeOver(file, mine, stuck);
    if (holder) return holder;
  }
  // Whoever takes a dead one over holds it next.
  const found = [read(`${file}.dead`), read(file)].find((content) => typeof content === 'string') ?? '';
  return { pid: parse(String(found)).pid };
}

export function isLockHolder(lock: FileLock | LockHolder): lock is LockHolder {
  return 'pid' in lock;
}

let ours: string | undefined;

function thisProcess(): string {
  ours ??= `${process.pid} ${bornAt(process.pid)}\n`;
  return ours;
}

/** Tells who holds the lock, or removes it when nobody does. */
function takeOver(file: string, mine: string, stuck: ErrorCode): LockHolder | undefined {
  try {
    const found = read(file);
    if (found === undefined) return undefined;
    if (found === notALock) throw foreign(file, stuck);
    const { pid, born } = parse(found);
    if (isAlive(pid, born)) return { pid };
    removeDead(file, found, mine, stuck);
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
function removeDead(file: string, found: string, mine: string, stuck: ErrorCode): void {
  const guard = `${file}.dead`;
  if (!create(guard, mine, stuck)) {
    const left = read(guard) ?? mine;
    if (left === notALock) throw foreign(guard, stuck);
    const { pid, born } = parse(left);
    if (!isAlive(pid, born)) remove(guard, left, stuck);
    return;
  }
  try {
    if (read(file) === found) unlinkSync(file);
  } finally {
    remove(guard, mine, stuck);
  }
}

/** A process and its start time; what a power cut leaves of them too. */
const ownContent = /^[-0-9 \n\0]{0,64}$/;
const longestContent = 64;

function foreign(file: string, code: ErrorCode): OtpforgeError {
  return new OtpforgeError(code, {
    message: `${file}: this file is not a lock of otpforge, and is where one belongs`,
    remedy: 'Move it away; where it is another user’s, its owner or an administrator can.',
    details: { file },
  });
}

const maximumAttempts = 10;

function create(file: string, content: string, stuck: ErrorCode): boolean {
  const own = ownName(file);
  try {
    writeFileSync(own, content, { flag: 'wx', mode: 0o644 });
  } catch (cause) {
    rmSync(own, { force: true });
    throw new OtpforgeError(stuck, {
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
    // Some file systems have no hard links; there a reader may for a moment see an empty lock.
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
function remove(file: string, content: string, stuck: ErrorCode): void {
  const aside = ownName(file);
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return;
    throw error;
  }
  const found = read(aside);
  if (found !== content && typeof found === 'string') create(file, found, stuck);
  unlinkSync(aside);
}

// In a folder that everybody may write to, a name that can be foreseen could be taken before.
function ownName(file: string): string {
  return `${file}.${process.pid}.${randomUUID()}`;
}

/** What stands where a lock belongs, and is none. */
const notALock = Symbol('not a lock');

/** Windows knows neither, and has no pipes among its files. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;

// A link may lead anywhere, and a pipe never comes to an end: in a folder that everybody may write to, both may be planted.
function read(file: string): string | typeof notALock | undefined {
  const fd = openIfFile(file);
  if (typeof fd !== 'number') return fd;
  try {
    const found = fstatSync(fd);
    if (!found.isFile() || found.size > longestContent) return notALock;
    const content = readFileSync(fd, 'utf8');
    return ownContent.test(content) ? content : notALock;
  } finally {
    closeSync(fd);
  }
}

function openIfFile(file: string): number | typeof notALock | undefined {
  try {
    // Opening a device may do something by itself.
    if (!lstatSync(file).isFile()) return notALock;
    return openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return undefined;
    // It became a link only now.
    if (isErrno(error) && error.code === 'ELOOP') return notALock;
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
