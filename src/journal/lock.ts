import { setTimeout as sleep } from 'node:timers/promises';
import { OtpforgeError } from '../errors/index.js';
import { type FileLock, isLockHolder, takeLock } from '../files/lock.js';
import type { JournalNames } from './open-journal.js';

const lockRetryMs = 20;
const lockPatienceMs = 10_000;

/** Waits for a journal's turn. Errors: JOURNAL_BUSY, STOPPED, FILE_WRITE_FAILED. */
export async function waitForJournal({ file, path }: JournalNames, signal?: AbortSignal): Promise<FileLock> {
  for (let waited = 0; ; waited += lockRetryMs) {
    // Beside the file itself, so that whoever comes by a link takes turns too.
    const lock = takeLock(`${path}.lock`);
    if (!isLockHolder(lock)) return lock;
    if (signal?.aborted) throw stopped(file, lock.pid);
    if (waited >= lockPatienceMs) throw busy(file, lock.pid);
    await sleep(lockRetryMs);
  }
}

function stopped(file: string, pid: number): OtpforgeError {
  return new OtpforgeError('STOPPED', {
    message: `stopped as asked while process ${pid} held the journal ${file}: nothing was written`,
    details: { file, pid },
  });
}

function busy(file: string, pid: number): OtpforgeError {
  return new OtpforgeError('JOURNAL_BUSY', {
    message: `${file}: process ${pid} has held the journal for ${lockPatienceMs / 1000} s`,
    remedy: `End process ${pid}, or name another file with --journal.`,
    details: { file, pid },
  });
}
