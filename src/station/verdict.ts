import type { VisitDocument } from '../api/unit-document.js';
import type { PlanDocument } from '../burn/index.js';
import { type ErrorCode, ExitCode, OtpforgeError } from '../errors/index.js';
import type { ShownValue, SlotShown } from './slot-state.js';

/** What a slot shows of a visit that came to its end: PASS for nothing but a unit that is read back and recorded. */
export function verdictOf(document: VisitDocument): SlotShown {
  const { result, refusals, uid, unit, values } = document;
  const about = {
    ...(uid !== '' && { uid }),
    ...(unit !== undefined && { unit }),
    values: values.flatMap(({ field, text }) => (text === undefined ? [] : [{ field, text }])),
  };
  switch (result) {
    case 'verified':
      return { ...about, status: 'pass', next: 'Take the board out.' };
    case 'again':
      return { ...about, status: 'again', next: 'Take the board out. It was counted before.' };
    case 'reworked':
      return { ...about, status: 'reworked', next: 'Take the board out.' };
    case 'refused': {
      const [first] = refusals;
      return {
        ...about,
        status: 'fail',
        ...(first && { code: first.code, message: first.message, next: first.remedy }),
      };
    }
  }
}

/** What a slot shows of a visit that ended in an error; of one that nobody waits for any more if the unit was whole. */
export function errorShown({ code, message, remedy }: OtpforgeError, isWhole: boolean): SlotShown {
  const status = isWhole && code === 'NOT_RECORDED' ? 'not-recorded' : 'fail';
  const next = isPresentedAgain.has(code) ? undefined : remedy;
  return { status, code, message, next: next ?? 'Take the board out, and present it again.' };
}

/** Where the advice is to run a command again, which nobody at a station has run. */
const isPresentedAgain: ReadonlySet<ErrorCode> = new Set([
  'BURN_FAILED',
  'BURN_INTERRUPTED',
  'BURN_STOPPED',
  'READ_BACK_DIFFERS',
]);

/** While a unit that is burnt and reads back has no record. */
export function unrecordedShown({ code, message }: OtpforgeError): SlotShown {
  return {
    status: 'not-recorded',
    code,
    message,
    next: 'Leave the board in: the ledger is asked until it has the record.',
  };
}

export function exitCodeOf({ result }: VisitDocument): ExitCode {
  return result === 'refused' ? ExitCode.Refused : ExitCode.Done;
}

/** The values that a plan writes, without secret ones. */
export function plannedValues({ values = [] }: PlanDocument): readonly ShownValue[] {
  return values.flatMap(({ field, text }) => (text === undefined ? [] : [{ field, text }]));
}

/** An error that nobody foresaw: a defect of ours. */
export function internal(cause: unknown): OtpforgeError {
  return new OtpforgeError('INTERNAL', {
    message: `internal error: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'Keep the board apart, and report it.',
    cause,
  });
}
