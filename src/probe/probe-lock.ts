import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JsonValue, OtpforgeError } from '../errors/index.js';
import { type FileLock, isLockHolder, takeLock } from '../files/lock.js';

/** Whose lock a session takes: see lockProbe. */
export interface LockedProbe {
  readonly key: string;
  readonly called: string;
  readonly details: Readonly<Record<string, JsonValue>>;
}

/** Opens a session that has its probe to itself: the lock ends with the session, or where none comes about. */
export async function openLocked<T>(
  { key, called, details }: LockedProbe,
  open: (release: () => void) => Promise<T>,
): Promise<T> {
  const lock = lockProbe(key, called, details);
  const release = () => lock.release();
  try {
    return await open(release);
  } catch (error) {
    release();
    throw error;
  }
}

/** A part of a lock's name. */
export function lockKey(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '_');
}

/**
 * Keeps other otpforge processes of this machine from a probe. `key` names its lock file, `called` is its name in the
 * error. Errors: PROBE_BUSY.
 */
export function lockProbe(
  key: string,
  called: string,
  details: Readonly<Record<string, JsonValue>>,
): FileLock {
  const file = join(tmpdir(), `otpforge-${key}.lock`);
  const lock = takeLock(file, 'PROBE_BUSY');
  if (!isLockHolder(lock)) return lock;
  throw new OtpforgeError('PROBE_BUSY', {
    message: `${called} is used by another otpforge (process ${lock.pid})`,
    remedy:
      'Wait until that has ended: it finishes a running burn and leaves by itself. Then run the command again.',
    details: { ...details, pid: lock.pid, file },
  });
}
