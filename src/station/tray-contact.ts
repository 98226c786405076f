import { basename } from 'node:path';
import { numberOption } from '../probe/number-option.js';
import { badProbeUri, type ProbeUri, probeText } from '../probe/uri.js';
import { type ContactClock, realClock } from './clock.js';
import type { Contact } from './contact.js';
import { Tray } from './tray.js';

const pollMs = 100;

/**
 * Of a tray of simulated boards: the next one goes in as soon as the slot is empty, and leaves it `dwell` milliseconds after
 * somebody waits for that, at once unless given. A board stays in while a session is open on it. Errors: PROBE_URI.
 */
export function trayContact(slot: string, uri: ProbeUri, clock: ContactClock = realClock): Contact {
  const { tray: folder = '', dwell: _, ...options } = uri.options;
  if (options.file !== undefined)
    throw badProbeUri(probeText(uri), 'a chip is in a file or comes from a tray, not both');
  const dwellMs = numberOption(uri, 'dwell', 0, 3_600_000) ?? 0;
  const tray = new Tray(folder, slot);
  let board: string | undefined;
  return {
    async boardIn(signal) {
      signal.throwIfAborted();
      for (;;) {
        board = await tray.next();
        if (board !== undefined) return { ...uri, options: { ...options, file: board } };
        await clock.wait(pollMs, signal);
      }
    },
    async boardOut(signal) {
      signal.throwIfAborted();
      if (dwellMs > 0) await clock.wait(dwellMs, signal);
      while (board !== undefined && !(await tray.putOut(basename(board)))) await clock.wait(pollMs, signal);
      board = undefined;
    },
  };
}
