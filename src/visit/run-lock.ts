import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FileLock, isLockHolder, takeLock } from '../files/lock.js';
import { makeFolder } from '../files/make-folder.js';
import { stateFolder } from '../files/state-folder.js';

/** Shows other processes of this station that a run is alive; freed when the process ends. */
export async function lockRun(run: string): Promise<FileLock> {
  await makeFolder(folder());
  const lock = takeLock(fileOf(run));
  if (isLockHolder(lock)) throw new Error(`run ${run} has a lock already`);
  return lock;
}

/** Whether a process of this station is still busy with a run. */
export function isRunAlive(run: string): boolean {
  const file = fileOf(run);
  if (!existsSync(file)) return false;
  const lock = takeLock(file);
  if (isLockHolder(lock)) return true;
  lock.release();
  return false;
}

function folder(): string {
  return join(stateFolder(), 'runs');
}

function fileOf(run: string): string {
  return fileOfRun(run, 'lock');
}

/** What this station keeps of a run while that is open. */
export function fileOfRun(run: string, kind: 'lock' | 'after'): string {
  return join(folder(), `${run}.${kind}`);
}
