import { OtpforgeError } from '../errors/index.js';
import type { FuseKnowledge, Fuses, FuseWord } from './fuses.js';
import { serialOf } from './identity.js';
import { type FileOutcome, outcomeOf, type WordOutcome } from './outcome.js';
import { type BsecState, bsecState, type Partition } from './partition.js';
import type { FuseForm, FuseInput } from './read.js';
import { hasBits, Status, statusNames } from './status.js';
import { rangeOf, wordCount, wordName } from './words.js';

/** What `mp1 diff` prints with --json: of two dumps of a chip, or of a file for a write and a dump made after it. */
export interface Mp1DiffDocument {
  readonly format: 'otpforge.mp1-diff/1';
  /** Of two dumps; impossible: fuses cannot change so. Of a file for a write: what became of it, as in `asked`. */
  readonly result: 'same' | 'changed' | 'impossible' | FileOutcome['result'];
  readonly old: DiffSide;
  readonly new: DiffSide;
  /** Whether both say that they are of this chip; null where one of them does not show its unique ID. */
  readonly uid: string | null;
  /** Words that differ, and those that one side alone shows. */
  readonly words: readonly FuseChange[];
  /** Words that a file for a write asks for, and what became of them. */
  readonly asked: readonly WordOutcome[];
}

export interface DiffSide {
  readonly file: string;
  readonly form: FuseForm;
  readonly state: BsecState | null;
}

export interface FuseChange {
  readonly word: number;
  readonly name: string;
  /**
   * bits: ones were programmed. status: locks alone. cleared: a fuse or a permanent lock went back. spent: a word with
   * error correction got a second value. unknown: one side does not show the word.
   */
  readonly change: 'bits' | 'status' | 'cleared' | 'spent' | 'unknown';
  readonly old: WordSide;
  readonly new: WordSide;
  /** Bits of the status that were set and cleared, by name. */
  readonly set: readonly string[];
  readonly cleared: readonly string[];
}

export interface WordSide {
  readonly knowledge: FuseKnowledge;
  readonly value: number | null;
  readonly status: number | null;
}

export interface NamedFuses extends FuseInput {
  readonly file: string;
}

/** Compares two dumps. Errors: MP1_OTHER_CHIP where they are of two chips. */
export function diffDocument(old: NamedFuses, later: NamedFuses): Mp1DiffDocument {
  const uid = commonUid(old, later);
  const words = Array.from({ length: wordCount }, (_, word) => changeOf(word, old.fuses, later.fuses)).filter(
    (change) => change !== undefined,
  );
  const isImpossible = words.some(({ change }) => change === 'cleared' || change === 'spent');
  const isSame = words.length === 0 && !isOtherState(old, later);
  return {
    format: 'otpforge.mp1-diff/1',
    result: isImpossible ? 'impossible' : isSame ? 'same' : 'changed',
    old: sideOf(old),
    new: sideOf(later),
    uid,
    words,
    asked: [],
  };
}

/** What became of a file for a write. Errors: MP1_TEXT where one of the two is not a partition file. */
export function writtenDocument(file: NamedFuses, dump: NamedFuses): Mp1DiffDocument {
  const { result, words } = outcomeOf(partitionOf(file), partitionOf(dump));
  return {
    format: 'otpforge.mp1-diff/1',
    result,
    old: sideOf(file),
    new: sideOf(dump),
    uid: serialOf(dump.fuses) ?? null,
    words: [],
    asked: words,
  };
}

function partitionOf({ file, partition }: NamedFuses): Partition {
  if (partition) return partition;
  throw new OtpforgeError('MP1_TEXT', {
    message: `${file} is not a partition file: whether a write was done needs the file itself and a dump of the partition`,
    remedy: 'Upload the partition into a new file: dfu-util -a @OTP/0xf2/1*776Be -U dump.bin',
    details: { file },
  });
}

/** nvmem shows no state. */
function isOtherState(old: NamedFuses, later: NamedFuses): boolean {
  const [before, after] = [old.fuses.state, later.fuses.state];
  return before !== undefined && after !== undefined && before !== after;
}

function commonUid(earlier: NamedFuses, later: NamedFuses): string | null {
  const uids = [serialOf(earlier.fuses), serialOf(later.fuses)];
  const [first, second] = uids;
  if (first === undefined || second === undefined) return null;
  if (first === second) return first;
  throw new OtpforgeError('MP1_OTHER_CHIP', {
    message: `${earlier.file} is of the chip ${first}, and ${later.file} of ${second}`,
    remedy: 'Compare two dumps of one chip: words 13 to 15 are its unique ID.',
    details: { first, second },
  });
}

function sideOf({ file, form, fuses: { state } }: NamedFuses): DiffSide {
  return { file, form, state: state === undefined ? null : bsecState(state) };
}

function changeOf(word: number, old: Fuses, later: Fuses): FuseChange | undefined {
  const [before, after] = [old.words[word], later.words[word]];
  const change = before && after && kindOf(word, before, after);
  if (!change) return undefined;
  const [was, is] = [before.status ?? after.status ?? 0, after.status ?? before.status ?? 0];
  return {
    word,
    name: wordName(word),
    change,
    old: wordSide(before),
    new: wordSide(after),
    set: statusNames(is & ~was),
    cleared: statusNames(was & ~is),
  };
}

function kindOf(word: number, before: FuseWord, after: FuseWord): FuseChange['change'] | undefined {
  const hasBoth = before.status !== undefined && after.status !== undefined;
  const [was, is] = hasBoth ? [before.status, after.status] : [0, 0];
  if (hasBits(was, Status.permanentLock) && !hasBits(is, Status.permanentLock)) return 'cleared';
  if (before.knowledge !== 'known' || after.knowledge !== 'known')
    return ofUnknown(before, after, was !== is);
  const [old, later] = [before.value ?? 0, after.value ?? 0];
  if ((old & ~later) !== 0) return 'cleared';
  if (old !== later) return old !== 0 && rangeOf(word) === 'upper' ? 'spent' : 'bits';
  return was === is ? undefined : 'status';
}

/** What neither side shows has not changed as far as anybody knows. */
function ofUnknown(
  before: FuseWord,
  after: FuseWord,
  isOtherStatus: boolean,
): FuseChange['change'] | undefined {
  if (before.knowledge === after.knowledge && before.value === after.value)
    return isOtherStatus ? 'status' : undefined;
  // A zero of nvmem beside a blank word of a partition.
  if (before.value === 0 && after.value === 0 && !isOtherStatus) return undefined;
  return 'unknown';
}

function wordSide({ knowledge, value, status }: FuseWord): WordSide {
  return { knowledge, value: value ?? null, status: status ?? null };
}
