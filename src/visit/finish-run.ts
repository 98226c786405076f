import { mayHaveCutAUnit, type Refusal, type ReportDocument } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { finish, type KnownStage, type LedgerTransaction } from '../ledger/index.js';
import { pauseAfter, tries } from './retry.js';
import type { VisitSetup } from './setup.js';

/** T3 of a unit that was read back. Errors: NOT_RECORDED. */
export async function recordVerified(
  setup: VisitSetup,
  run: string,
  { unitsBurnt, otp }: ReportDocument,
): Promise<void> {
  const burnt = unitsBurnt > 0 || otp.length > 0;
  const label = setup.line.label !== undefined;
  const outcome = await recordedAtLast(setup, { run }, (tx) => {
    const shown = setup.isIn?.() ?? true;
    return finish(tx, { run, result: 'verified', readBack: true, burnt, label, ...(!shown && { shown }) });
  });
  if (outcome !== 'not-current') return;
  throw new OtpforgeError('NOT_RECORDED', {
    message:
      'the unit is burnt and reads back, but by now the ledger has it under another run: it is not recorded as verified',
    remedy: 'Somebody scrapped the unit or took it over meanwhile. Look at it with otpforge ledger show.',
    details: { run },
  });
}

/** What a run has done to a die when an error ends it. */
export interface Written {
  /** Units that it had to burn were read as burnt. */
  isBurnt: boolean;
  /** All that it was for was read back. */
  isWhole: boolean;
}

/**
 * T3 of a unit whose run ended in an error. An error of the ledger takes the place of none: it is only noted, once nobody waits
 * for it any more. Without a record the claim stays, which keeps all that may be half-burnt.
 */
export async function recordFailure(
  setup: VisitSetup,
  {
    run,
    written: { isBurnt, isWhole },
    error,
  }: { readonly run: string; readonly written: Written; readonly error: unknown },
): Promise<void> {
  const code = error instanceof OtpforgeError ? error.code : 'INTERNAL';
  const readBack = isWhole || !mayHaveCutAUnit(error);
  const burnt = isWhole || isBurnt;
  try {
    await recordedAtLast(setup, { run, ended: `the unit failed with ${code}, which is not recorded` }, (tx) =>
      finish(tx, { run, result: 'failed', codes: [code], readBack, burnt }),
    );
  } catch (cause) {
    setup.note(
      `the end of this run is not in the ledger: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

/**
 * A run that ended without a word, of a die that is refused now: the unit has failed, and each bench says the same of it.
 * Nothing happens to a stage without such a run.
 */
export async function recordRefused(
  { ledger }: VisitSetup,
  { state, claim }: KnownStage,
  refusals: readonly Refusal[],
): Promise<void> {
  if (state !== 'burning' || !claim) return;
  const codes = [...new Set(refusals.map(({ code }) => code))];
  await ledger.transaction((tx) => finish(tx, { run: claim.run, result: 'failed', codes, readBack: false }));
}

/** A COMMIT without an answer may have been done: the same is asked again by the run's ID. Errors: NOT_RECORDED. */
export async function recorded<T>(
  setup: VisitSetup,
  run: string,
  work: (tx: LedgerTransaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await setup.ledger.transaction(work);
    } catch (cause) {
      if (attempt === tries) throw notRecorded({ run }, cause);
      await pauseAfter(attempt, setup);
    }
  }
}

/** The same as often as it takes, where somebody hears that it is not recorded. Errors: NOT_RECORDED. */
async function recordedAtLast<T>(
  setup: VisitSetup,
  end: RunEnd,
  work: (tx: LedgerTransaction) => Promise<T>,
): Promise<T> {
  const { onUnrecorded, signal } = setup;
  if (!onUnrecorded || signal?.aborted) return recorded(setup, end.run, work);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await setup.ledger.transaction(work);
    } catch (cause) {
      const error = notRecorded(end, cause);
      if (signal?.aborted) throw error;
      onUnrecorded(error);
      await pauseAfter(Math.min(attempt, longestPause), setup, signal);
    }
  }
}

/** Of the first pause: 5 s where that is half a second. */
const longestPause = 10;

interface RunEnd {
  readonly run: string;
  readonly ended?: string;
}

function notRecorded(
  { run, ended = 'the ledger did not take how the run ended' }: RunEnd,
  cause: unknown,
): OtpforgeError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new OtpforgeError('NOT_RECORDED', {
    message: `${ended}: ${text}`,
    remedy: 'Present the board again when the ledger is back: the journal of this station settles it.',
    details: { run },
    cause,
  });
}
