import type { FlashProgress } from '../target/index.js';
import { showProgress } from './output.js';

/** Shows progress in one line of a terminal; prints nothing when piped. */
export function progressLine(): ((state: FlashProgress) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return ({ phase, done, total }) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    showProgress(`${phase} ${percent}%`, done >= total);
  };
}
