import type { FlashProgress } from '../target/index.js';

/** Shows progress in one line of a terminal; prints nothing when piped. */
export function progressLine(): ((state: FlashProgress) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return ({ phase, done, total }) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    // The cursor goes back, so that an error in the middle begins a line.
    process.stderr.write(`\u001b[K${phase} ${percent}%${done >= total ? '\n' : '\r'}`);
  };
}
