import type { LedgerAdoptDocument } from '../api/ledger-adopt.js';
import { OtpforgeError } from '../errors/index.js';
import { printableDocument } from '../text/printable.js';
import { adoptText } from './adopt-text.js';
import { canAsk, isTyped } from './ask.js';
import { showLines } from './output.js';

const word = 'ADOPT';

/**
 * Who decides about an adoption: --yes at once, or somebody at a terminal, who is shown what the chip holds. Errors:
 * NOBODY_TO_ASK, before any probe call.
 */
export function confirmAdopt(
  { yes = false }: { readonly yes?: boolean | undefined },
  signal: AbortSignal,
): (found: LedgerAdoptDocument) => Promise<boolean> {
  // The result shows it too.
  if (yes) return async () => true;
  if (!canAsk()) throw nobody();
  return async (found) => {
    if (signal.aborted) return false;
    showLines(adoptText(printableDocument(found)));
    return isTyped(word, signal);
  };
}

function nobody(): OtpforgeError {
  return new OtpforgeError('NOBODY_TO_ASK', {
    message: 'an adopted die keeps its values for good, and there is no terminal to ask at',
    remedy: 'Look at the chip with otpforge read --layout, then give --yes.',
  });
}
