import type { Phase, ProgressEvent, RunEvent } from '../burn/index.js';
import { clearProgress, showProgress } from './output.js';

/** What a call that may take long gets: a listener, or nothing where nobody looks. */
interface Heard {
  readonly onEvent?: (event: RunEvent) => void;
}

const redrawMs = 1000;

/**
 * Shows each phase of some work in one line of a terminal while it lasts, with the seconds that it has taken; prints
 * nothing when piped, or when it is to be quiet.
 */
export async function withProgress<T>(
  quiet: boolean | undefined,
  work: (heard: Heard) => Promise<T>,
): Promise<T> {
  if (quiet || !process.stderr.isTTY) return work({});
  const line = new ProgressLine();
  try {
    return await work({ onEvent: (event) => line.hear(event) });
  } finally {
    line.end();
  }
}

class ProgressLine {
  #phase: Phase | undefined;
  #begun = 0;
  #timer: NodeJS.Timeout | undefined;

  hear(event: RunEvent): void {
    if (event.type !== 'progress') return;
    if (event.done >= event.total) {
      this.end();
      return;
    }
    if (event.phase !== this.#phase) {
      this.#phase = event.phase;
      this.#begun = performance.now();
    }
    clearInterval(this.#timer);
    this.#draw(event);
    this.#timer = setInterval(() => this.#draw(event), redrawMs).unref();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#phase = undefined;
    clearProgress();
  }

  #draw(event: ProgressEvent): void {
    showProgress(progressText(event, Math.floor((performance.now() - this.#begun) / 1000)));
  }
}

const phaseTexts: Readonly<Record<Phase, string>> = {
  connect: 'connecting',
  inspect: 'reading the chip',
  rehearse: 'rehearsing on a simulated copy',
  'compare-firmware': 'comparing the firmware',
  'erase-firmware': 'erasing the firmware',
  'program-firmware': 'programming the firmware',
  'verify-firmware': 'verifying the firmware',
  'burn-data': 'burning the data',
  'verify-data': 'reading the data back',
  'set-locks': 'setting the locks',
  'verify-locks': 'reading the locks back',
  'erase-sector': 'erasing the reserved sector',
};

/** A phase as people call it. */
export function phaseText(phase: Phase): string {
  return phaseTexts[phase];
}

const barLength = 20;

/** A phase as one line: a bar where its middle is known, and the seconds once there are any. */
export function progressText({ phase, done, total }: ProgressEvent, seconds: number): string {
  const full = Math.floor((barLength * done) / total);
  const bar = `[${'#'.repeat(full)}${'.'.repeat(barLength - full)}] ${Math.floor((100 * done) / total)}%`;
  return [phaseTexts[phase], ...(done > 0 ? [bar] : ['…']), ...(seconds > 0 ? [`${seconds} s`] : [])].join(
    ' ',
  );
}
