import { clearProgress, showProgress } from './output.js';

/** Shows how far a batch is in one line of a terminal, once it takes more than a second; nothing when piped or quiet. */
export async function withBatchProgress<T>(
  quiet: boolean | undefined,
  work: (onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  if (quiet || !process.stderr.isTTY) return work(() => undefined);
  const begun = performance.now();
  let shown = begun;
  try {
    return await work((done, total) => {
      const now = performance.now();
      if (now - shown < redrawMs) return;
      shown = now;
      showProgress(batchProgressText(done, total, Math.floor((now - begun) / 1000)));
    });
  } finally {
    clearProgress();
  }
}

const redrawMs = 1000;
const barLength = 20;

export function batchProgressText(done: number, total: number, seconds: number): string {
  const full = Math.floor((barLength * done) / total);
  const bar = `[${'#'.repeat(full)}${'.'.repeat(barLength - full)}]`;
  return `making the files ${bar} ${Math.floor((100 * done) / total)}% ${seconds} s`;
}
