import type { SectorEraseDocument } from '../api/sector-erase.js';
import { OtpforgeError } from '../errors/index.js';
import { printableDocument } from '../text/printable.js';
import { canAsk, isTyped } from './ask.js';
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
  if (!canAsk()) {
    throw new OtpforgeError('NOBODY_TO_ASK', {
      message: 'an erase takes the identity away, and there is no terminal to ask at',
      remedy: 'Give --confirm <uid> with the unique ID of the chip, which otpforge read shows.',
    });
  }
  return async (lost) => {
    if (signal.aborted) return false;
    show(lost);
    return isTyped(word, signal);
  };
}
