import { basename } from 'node:path';
import { numberOption } from '../probe/number-option.js';
import { badProbeUri, type ProbeUri, probeText } from '../probe/uri.js';
import { type ContactClock, realClock } from './clock.js';
import type { Contact } from './contact.js';
import { Tray } from './tray.js';

const pollMs = 100;

/**
 * Of a tray of simulated boards: the next one goes in as soon as the slot is empty. It stays in until its verdict is shown, for
 * `dwell` milliseconds more where they are given, and while a session is open on it. Errors: PROBE_URI.
 */
export function trayContact(slot: string, uri: ProbeUri, clock: ContactClock = realClock): Contact {
  const { tray: folder = '', dwell: _, ...options } = uri.options;
  if (options.file !== undefined)
    throw badProbeUri(probeText(uri), 'a chip is in a file or comes from a tray, not both');
  const dwellMs = numberOption(uri, 'dwell', 0, 3_600_000) ?? 0;
  const tray = new Tray(folder, slot);
  let board: string | undefined;
  let verdict = new Verdict();
  return {
    async boardIn(signal) {
      signal.throwIfAborted();
      for (;;) {
        board = await tray.next();
        if (board === undefined) {
          await clock.wait(pollMs, signal);
          continue;
        }
        verdict = new Verdict();
        return { ...uri, options: { ...options, file: board } };
      }
    },
    async boardOut(signal) {
      await verdict.shown(signal);
      if (dwellMs > 0) await clock.wait(dwellMs, signal);
      while (board !== undefined && !(await tray.putOut(basename(board)))) await clock.wait(pollMs, signal);
      board = undefined;
    },
    verdictShown: () => verdict.show(),
  };
}

/** Whether the verdict of one board is shown. */
class Verdict {
  readonly #shown: Promise<void>;
  show: () => void = () => {};

  constructor() {
    this.#shown = new Promise((resolve) => {
      this.show = resolve;
    });
  }

  /** Errors: the signal's reason. */
  async shown(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    let stop = () => {};
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason);
    });
    signal.addEventListener('abort', stop, { once: true });
    try {
      await Promise.race([this.#shown, stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}
