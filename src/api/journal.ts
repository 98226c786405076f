import {
  defaultJournal,
  type InterruptedRun,
  interruptedAmong,
  type JournalCheck,
  type JournalRun,
  readJournal,
  runsOf,
} from '../journal/index.js';

export interface JournalOptions {
  /** The journal; the one in the state folder unless given. */
  readonly file?: string;
}

export interface JournalVerifyDocument extends JournalCheck {
  readonly format: 'otpforge.journal-check/1';
  /** intact: every line follows from the one before it, torn lines accounted for. */
  readonly result: 'intact' | 'broken';
}

/** Checks the chain of a journal. Errors: FILE_*, FORMAT_TOO_NEW. */
export async function verifyJournal({
  file = defaultJournal(),
}: JournalOptions = {}): Promise<JournalVerifyDocument> {
  const { check } = await readJournal(file);
  const result = check.firstBad ? 'broken' : 'intact';
  return { format: 'otpforge.journal-check/1', result, ...check };
}

export interface JournalListOptions extends JournalOptions {
  /** Only runs on the die with this unique ID, upper or lower case. */
  readonly uid?: string;
}

export interface JournalListDocument {
  readonly format: 'otpforge.journal-list/1';
  readonly file: string;
  readonly result: JournalVerifyDocument['result'];
  readonly runs: readonly JournalRun[];
  /** Burns that were cut off and not finished since, with the units that may have been in flight. */
  readonly interrupted: readonly (InterruptedRun & { readonly uid: string })[];
}

/** Lists the program runs of a journal, oldest first. A broken chain is reported, and listed as far as it can be read. */
export async function listJournal({
  file = defaultJournal(),
  uid,
}: JournalListOptions = {}): Promise<JournalListDocument> {
  const { check, entries } = await readJournal(file);
  const wanted = uid?.toUpperCase();
  const known = runsOf(entries);
  const runs = wanted === undefined ? known : known.filter((run) => run.uid === wanted);
  return {
    format: 'otpforge.journal-list/1',
    file,
    result: check.firstBad ? 'broken' : 'intact',
    runs,
    interrupted: [...new Set(runs.map((run) => run.uid))].flatMap((die) =>
      interruptedAmong(entries.filter((line) => line.state !== 'note' && line.uid === die)).map((run) => ({
        uid: die,
        ...run,
      })),
    ),
  };
}
