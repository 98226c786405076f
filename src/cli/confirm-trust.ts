import type { LineTrustDocument } from '../api/line-trust.js';
import { OtpforgeError } from '../errors/index.js';
import { printableDocument } from '../text/printable.js';
import { canAsk, isTyped } from './ask.js';
import { trustText } from './line-trust-text.js';
import { showLines } from './output.js';

const word = 'TRUST';

/** Who decides about trust: --yes at once, or somebody at a terminal, who is shown what will run. Errors: NOBODY_TO_ASK. */
export function confirmTrust(
  { yes = false }: { readonly yes?: boolean },
  signal: AbortSignal,
): (shown: LineTrustDocument) => Promise<boolean> {
  return async (shown) => {
    // The result shows it too.
    if (yes) return true;
    if (!canAsk()) throw nobody(shown);
    showLines(trustText(printableDocument(shown)));
    return isTyped(word, signal);
  };
}

function nobody({ line }: LineTrustDocument): OtpforgeError {
  return new OtpforgeError('NOBODY_TO_ASK', {
    message: `${line} runs programs on this machine, and there is no terminal to ask at`,
    remedy: 'Look at these programs, then give --yes.',
  });
}
