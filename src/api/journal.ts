import type { BankFolders } from '../bank/index.js';
import { readText } from '../files/read.js';
import {
  defaultJournal,
  type ErasedSector,
  erasesOf,
  type InterruptedRun,
  interruptedAmong,
  interruptedRuns as interruptedOn,
  type JournalAccess,
  type JournalCheck,
  type JournalLine,
  type JournalRun,
  partReplaced,
  type ReplacedSlot,
  readJournal,
  runsOf,
  type SlotUnits,
} from '../journal/index.js';
import type { LayoutRecord } from '../layout/index.js';
import { bankFolders, callback, checkOptions, need, type Shape, signal, text } from './options/index.js';

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
export async function verifyJournal(options: JournalOptions = {}): Promise<JournalVerifyDocument> {
  checkOptions('verifyJournal', options, { file: text });
  const { file = defaultJournal() } = options;
  const { check } = await readJournal(file);
  const result = check.firstBad ? 'broken' : 'intact';
  return { format: 'otpforge.journal-check/1', result, ...check };
}

export interface JournalListOptions extends JournalOptions {
  /** Only runs on the die with this unique ID, upper or lower case. */
  readonly uid?: string;
  /** The layout of the serial data: what a spare slot has replaced is not unfinished. */
  readonly layout?: string;
  readonly banks?: BankFolders;
}

export interface JournalListDocument {
  readonly format: 'otpforge.journal-list/1';
  readonly file: string;
  readonly result: JournalVerifyDocument['result'];
  readonly runs: readonly JournalRun[];
  /** Erases of reserved sectors, oldest first; left out when there are none. */
  readonly erases?: readonly ErasedSector[];
  /** Burns that were interrupted and not finished since, with the units that may have been in flight. */
  readonly interrupted: readonly (InterruptedRun & { readonly uid: string })[];
  /** Slots of the layout that were interrupted, and that a later run has left for a spare one. */
  readonly replaced: readonly (ReplacedSlot & { readonly uid: string })[];
}

/** Lists the program runs of a journal, oldest first. A broken chain is reported, and listed as far as it can be read. */
export async function listJournal(options: JournalListOptions = {}): Promise<JournalListDocument> {
  checkOptions('listJournal', options, { file: text, uid: text, layout: text, banks: bankFolders });
  const { file = defaultJournal(), uid, layout, banks } = options;
  const { check, entries } = await readJournal(file);
  const wanted = uid?.toUpperCase();
  const known = runsOf(entries);
  const runs = wanted === undefined ? known : known.filter((run) => run.uid === wanted);
  const interrupted: JournalListDocument['interrupted'][number][] = [];
  const replaced: JournalListDocument['replaced'][number][] = [];
  for (const [die, lines] of linesByDie(entries, wanted)) {
    // Erases have a list of their own.
    const open = interruptedAmong(lines).filter(({ isErase }) => !isErase);
    if (open.length === 0) continue;
    const parted = partReplaced(open, lines, layout === undefined ? [] : await slotsOn(lines, layout, banks));
    interrupted.push(...parted.interrupted.map((run) => ({ uid: die, ...run })));
    replaced.push(...parted.replaced.map((slot) => ({ uid: die, ...slot })));
  }
  const erases = erasesOf(entries).filter((erase) => wanted === undefined || erase.uid === wanted);
  const result = check.firstBad ? 'broken' : 'intact';
  return {
    format: 'otpforge.journal-list/1',
    file,
    result,
    runs,
    ...(erases.length > 0 && { erases }),
    interrupted,
    replaced,
  };
}

const accessShape: Shape<JournalAccess> = { signal, note: callback() };

/**
 * Looks for burns on one die that were interrupted and not finished since, oldest first; none without a journal.
 * Of each any unit of `units` may have been the one in flight.
 * Errors: FILE_UNREADABLE, JOURNAL_INVALID (a broken chain too), JOURNAL_BUSY, FORMAT_TOO_NEW.
 */
export async function interruptedRuns(
  file: string,
  uid: string,
  access: JournalAccess = {},
): Promise<readonly InterruptedRun[]> {
  checkOptions('interruptedRuns', access, accessShape);
  checkOptions('interruptedRuns', { file, uid }, { file: need(text), uid: need(text) });
  return interruptedOn(file, uid, access);
}

/** In the order of their first runs. One pass: a line programs a hundred thousand dies. */
function linesByDie(
  entries: readonly JournalLine[],
  wanted: string | undefined,
): ReadonlyMap<string, readonly JournalLine[]> {
  const dies = new Map<string, JournalLine[]>();
  for (const line of entries) {
    if (line.state === 'note' || (wanted !== undefined && line.uid !== wanted)) continue;
    const lines = dies.get(line.uid);
    if (lines) lines.push(line);
    else dies.set(line.uid, [line]);
  }
  return dies;
}

/**
 * Whether a later slot takes the place of an earlier one, whatever both hold. Of a keyed record it may hold another entry, and
 * the first flagged slot would still count.
 */
function replacesBySlot({ kind, newest }: LayoutRecord): boolean {
  return kind === 'sequence' || (kind === 'append' && newest === 'highest');
}

/** The slots of a layout on the die that some lines are about; none when it is for another bank. */
async function slotsOn(
  lines: readonly JournalLine[],
  path: string,
  folders: BankFolders | undefined,
): Promise<readonly SlotUnits[]> {
  // A list without one does without the half that reads banks and layouts.
  const { loadBanks } = await import('../bank/load.js');
  const { namedBank, readLayout } = await import('./layout-target.js');
  const { unitsOfSlot } = await import('../layout/decode-slots.js');
  const [bank] = lines.flatMap((line) => (line.state === 'note' ? [] : line.bank));
  const banks = await loadBanks(folders);
  const named = namedBank(await readText(path), path, banks);
  if (bank === undefined || (named !== undefined && named !== bank)) return [];
  const layout = await readLayout(path, bank, banks);
  return layout.records.filter(replacesBySlot).flatMap(({ slots }) =>
    slots.map((slot) => ({
      record: slot.record,
      slot: slot.slot,
      units: unitsOfSlot(layout, slot).map((address) => ({ address, length: layout.bank.otp.writeUnit })),
    })),
  );
}
