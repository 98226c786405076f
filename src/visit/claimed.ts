import { OtpforgeError } from '../errors/index.js';
import type { LedgerTransaction } from '../ledger/index.js';
import { pauseAfter, tries } from './retry.js';
import type { Seen } from './seen.js';
import type { VisitSetup } from './setup.js';

/**
 * Claims by the run's ID, and asks again where nobody can say whether the claim was made: the run that has it gets it. Errors:
 * those of the work; STOPPED; what the ledger said last.
 */
export async function claimed(
  setup: VisitSetup,
  seen: Seen,
  work: (tx: LedgerTransaction) => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    if (setup.signal?.aborted) throw stopped();
    const { isClaimed } = seen;
    try {
      await setup.ledger.transaction(async (tx) => {
        // The ledger may do it again from the start.
        seen.isClaimed = isClaimed;
        await work(tx);
        // A claim that may be there needs an end, which does nothing where there is none.
        seen.isClaimed = true;
      });
      return;
    } catch (cause) {
      if (!seen.isClaimed || isAnswer(cause) || attempt === tries) throw cause;
      await pauseAfter(attempt, setup);
    }
  }
}

/** The ledger has answered: another run has the die. */
function isAnswer(cause: unknown): boolean {
  return codeOf(cause) === 'LEDGER_STALE' || codeOf(cause) === 'LEDGER_STATE';
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof OtpforgeError ? cause.code : undefined;
}

function stopped(): OtpforgeError {
  return new OtpforgeError('STOPPED', {
    message: 'stopped as asked before the unit was claimed: nothing was written',
    remedy: 'Present the board again: it gets the same values.',
    details: {},
  });
}
