import { createInterface } from 'node:readline/promises';
import type { SectorEraseDocument } from '../api/sector-erase.js';
import { OtpforgeError } from '../errors/index.js';
import { printableDocument } from '../text/printable.js';
import { markedByProbe } from './medium-text.js';
import { showLines } from './output.js';

const word = 'ERASE';

/**
 * Who decides about an erase: --confirm decides at once, a terminal is asked for a typed word. What will be lost is shown
 * first on standard error; with --json it is in the document. Errors: NOBODY_TO_ASK, before any probe call, when there is
 * neither.
 */
export function confirmErase(
  flags: { readonly confirm?: string; readonly json?: boolean },
  signal: AbortSignal,
  textOf: (lost: SectorEraseDocument) => string,
): (lost: SectorEraseDocument) => Promise<boolean> {
  const show = (lost: SectorEraseDocument) => {
    const shown = printableDocument(lost);
    showLines(markedByProbe(shown, textOf(shown)));
  };
  if (flags.confirm !== undefined) {
    return async (lost) => {
      if (!flags.json) show(lost);
      return true;
    };
  }
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new OtpforgeError('NOBODY_TO_ASK', {
      message: 'an erase takes the identity away, and there is no terminal to ask at',
      remedy: 'Give --confirm <uid> with the unique ID of the chip, which otpforge read shows.',
    });
  }
  return async (lost) => {
    if (signal.aborted) return false;
    show(lost);
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    // Ctrl-C and Ctrl-D close the line without an answer, which is one: no.
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    const close = () => lines.close();
    signal.addEventListener('abort', close);
    try {
      const answer = await Promise.race([lines.question(`Type ${word} to go on: `), closed]);
      return answer.trim() === word;
    } finally {
      signal.removeEventListener('abort', close);
      lines.close();
    }
  };
}
