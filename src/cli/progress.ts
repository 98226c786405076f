import type { Phase, RunEvent } from '../burn/index.js';
import { showProgress } from './output.js';

/** Shows how far the download of the firmware is, in one line of a terminal; prints nothing when piped. */
export function progressLine(): ((event: RunEvent) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (event) => {
    if (event.type !== 'progress') return;
    const { phase, done, total } = event;
    const shown = shownPhases[phase];
    if (shown === undefined) return;
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    showProgress(`${shown} ${percent}%`, done >= total);
  };
}

const shownPhases: Readonly<Partial<Record<Phase, string>>> = {
  'erase-firmware': 'erase',
  'program-firmware': 'program',
  'verify-firmware': 'verify',
};
