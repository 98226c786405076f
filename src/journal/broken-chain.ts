import { OtpforgeError } from '../errors/index.js';
import type { JournalCheck } from './check.js';

/** What a check has found of a journal in which a line does not follow from the one before. */
export function brokenChain(check: JournalCheck): OtpforgeError {
  const bad = check.days?.find(({ firstBad }) => firstBad) ?? check;
  const { file, firstBad: { line, problem } = { line: 1, problem: '' } } = bad;
  return new OtpforgeError('JOURNAL_INVALID', {
    message: `${file}:${line}: the journal is broken: line ${line} ${problem}. It does not prove what was burnt, and nothing was written`,
    remedy:
      'Restore the journal from a copy (otpforge journal verify checks it). If there is none, move it away, keep it, and begin another: what it knew of dies and values is then not known any more.',
    details: { file, line, problem },
  });
}
