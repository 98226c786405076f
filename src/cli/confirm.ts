import type { PlanDocument } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { printableDocument } from '../text/printable.js';
import { canAsk, isTyped } from './ask.js';
import { consequences } from './consequences.js';
import { marked } from './medium-text.js';
import type { VerboseFlag } from './options.js';
import { showLines } from './output.js';
import { planText } from './plan-text.js';

const word = 'BURN';

export interface ConfirmFlags extends VerboseFlag {
  readonly yes?: boolean;
  readonly confirm?: string;
  readonly json?: boolean;
}

export interface Asking {
  readonly show?: (plan: PlanDocument, detail: VerboseFlag) => void;
  /** What to do where nobody can be asked. */
  readonly remedy?: string;
}

const yesOrHash =
  'Give --yes, or --confirm <hash> with the hash that the plan shows: that of otpforge plan, or for fuses of the same command without --output.';

/**
 * Who decides about a burn: --yes and --confirm decide at once, a terminal is asked for a typed word. Whoever decides,
 * the plan is shown first on standard error; with --json it is in the document. Errors: NOBODY_TO_ASK, before any probe call, when there is neither.
 */
export function confirmation(
  flags: ConfirmFlags,
  signal: AbortSignal,
  { show = showPlan, remedy = yesOrHash }: Asking = {},
): (plan: PlanDocument) => Promise<boolean> {
  if (flags.yes || flags.confirm !== undefined) {
    return async (plan) => {
      if (!flags.json) show(plan, flags);
      return true;
    };
  }
  if (!canAsk()) {
    throw new OtpforgeError('NOBODY_TO_ASK', {
      message: 'a burn is forever, and there is no terminal to ask at',
      remedy,
    });
  }
  return async (plan) => {
    if (signal.aborted) return false;
    show(plan, flags);
    showLines(
      plan.area.kind === 'sector' ? 'Only erasing the whole sector can undo this.' : 'This cannot be undone.',
    );
    return isTyped(word, signal);
  };
}

function showPlan(plan: PlanDocument, detail: VerboseFlag): void {
  const shown = printableDocument(plan);
  showLines(marked(shown, `${planText(shown, detail)}\n\n${consequences(shown).join('\n')}`));
}
