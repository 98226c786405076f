import type { FuseKnowledge, Fuses, Mp1Line } from './fuses.js';
import { serialOf } from './identity.js';
import { type Meaning, meaningsOf } from './meaning/meaning.js';
import { type BsecState, bsecState } from './partition.js';
import type { FuseForm, FuseInput } from './read.js';
import { hasBits, Status, statusNames } from './status.js';
import { rangeOf, type WordRange, wordName } from './words.js';

/** What `mp1 show` prints with --json. */
export interface Mp1ShowDocument {
  readonly format: 'otpforge.mp1-show/1';
  /** `-`: standard input. */
  readonly file: string;
  readonly form: FuseForm;
  /** The lines that the chip may be of. */
  readonly lines: readonly Mp1Line[];
  /** BSEC, by the header of a partition. */
  readonly state: BsecState | null;
  /** Words 13 to 15, as USB shows the serial number. */
  readonly uid: string | null;
  /** All, or those that were asked for. */
  readonly words: readonly ShownWord[];
  readonly meanings: readonly Meaning[];
  /** Of a file for a write: what the service would do with it. */
  readonly requests: readonly WordRequest[];
}

export interface ShownWord {
  readonly word: number;
  readonly name: string;
  readonly range: WordRange;
  readonly knowledge: FuseKnowledge;
  /** Null where the text lacks it. */
  readonly value: number | null;
  /** Null where the text lacks it, and in an nvmem dump. */
  readonly status: number | null;
  /** Bits of the status by name: "[30] Permanent write lock". */
  readonly bits: readonly string[];
}

export interface WordRequest {
  readonly word: number;
  /** 0: the service programs nothing. */
  readonly value: number;
  readonly lock: boolean;
  /** Null, or why the service does not do what the file seems to ask for. */
  readonly ignored: string | null;
}

/** Everything that is known of the fuses; with `words` of these alone. */
export function showDocument(
  file: string,
  { form, fuses }: FuseInput,
  words: readonly number[],
): Mp1ShowDocument {
  const isAsked = (word: number) => words.length === 0 || words.includes(word);
  return {
    format: 'otpforge.mp1-show/1',
    file,
    form,
    lines: fuses.lines,
    state: fuses.state === undefined ? null : bsecState(fuses.state),
    uid: serialOf(fuses) ?? null,
    words: shownWords(fuses).filter(({ word }) => isAsked(word)),
    meanings: meaningsOf(fuses).filter((meaning) => words.length === 0 || meaning.words.some(isAsked)),
    requests: requestsOf(fuses).filter(({ word }) => isAsked(word)),
  };
}

function shownWords({ words }: Fuses): readonly ShownWord[] {
  return words.map(({ knowledge, value, status }, word) => ({
    word,
    name: wordName(word),
    range: rangeOf(word),
    knowledge,
    value: value ?? null,
    status: status ?? null,
    bits: statusNames(status ?? 0),
  }));
}

/** A chip never shows bit 31: a partition that has it asks for a write. */
export function requestsOf({ words }: Pick<Fuses, 'words'>): readonly WordRequest[] {
  if (!words.some(({ status = 0 }) => hasBits(status, Status.update))) return [];
  return words.flatMap(({ value = 0, status = 0 }, word) =>
    value === 0 && status === 0
      ? []
      : [{ word, value, lock: hasBits(status, Status.permanentLock), ignored: ignoredText(value, status) }],
  );
}

const sticky = Status.programmingLock + Status.shadowWriteLock + Status.shadowReadLock;

function ignoredText(value: number, status: number): string | null {
  if (!hasBits(status, Status.update)) return 'bit 31 is not set: the service passes the word over';
  if ((status & sticky) !== 0) return 'the service ignores bits 27 to 29; such locks last until reset';
  return value === 0 && !hasBits(status, Status.permanentLock) ? 'value 0: nothing is programmed' : null;
}
