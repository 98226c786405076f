import { readFileSync } from 'node:fs';

/** Whether a process is there; one that has ended and was not waited for yet is not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const goneMs = 60_000;

/** Waits until none of these processes is left. A failure ends those that are, so that no test leaves any. */
export async function gone(pids: readonly number[]): Promise<void> {
  const deadline = performance.now() + goneMs;
  while (pids.some(isAlive)) {
    if (performance.now() > deadline) {
      const left = pids.filter(isAlive);
      for (const pid of left) process.kill(pid, 'SIGKILL');
      throw new Error(`still there: ${left.join(', ')}`);
    }
    await new Promise((later) => setImmediate(later));
  }
}
