import type { Fuses, Mp1Line } from '../fuses.js';
import { serialOf, uidWords } from '../identity.js';
import { bsecState } from '../partition.js';
import { boardId, macAddresses } from './board.js';
import { calibration, counter, nand, supply, watchdogs } from './configuration.js';
import { lifeCycle, packageCode, partNumber } from './device.js';
import { encryptionKey, keyHash, rmaPasswords } from './keys.js';
import { whyUnknown } from './read-words.js';

/** What words say. `name` is stable, `text` is human-readable. */
export interface Meaning {
  readonly name: string;
  readonly words: readonly number[];
  readonly text: string;
  /** Where a chip may be of two lines: on which one it says this. */
  readonly line?: Mp1Line;
}

/** Undefined where the line has no such thing. */
export type MeaningOf = (fuses: Fuses, line: Mp1Line) => Meaning | readonly Meaning[] | undefined;

/** What is known of a chip by its fuses, the most asked for first; what all its lines agree on is said once. */
export function meaningsOf(fuses: Fuses): readonly Meaning[] {
  const all = fuses.lines.map((line) => readers.flatMap((read) => read(fuses, line) ?? []));
  const isCommon = (meaning: Meaning) => all.every((own) => own.some((each) => isSame(each, meaning)));
  return [
    ...header(fuses),
    ...(all[0] ?? []).filter(isCommon),
    ...fuses.lines.flatMap((line, index) =>
      (all[index] ?? []).filter((each) => !isCommon(each)).map((meaning) => ({ ...meaning, line })),
    ),
  ];
}

function isSame(one: Meaning, other: Meaning): boolean {
  return one.name === other.name && one.text === other.text && String(one.words) === String(other.words);
}

const readers: readonly MeaningOf[] = [
  lifeCycle,
  partNumber,
  packageCode,
  serialNumber,
  macAddresses,
  boardId,
  keyHash,
  encryptionKey,
  counter,
  nand,
  watchdogs,
  supply,
  calibration,
  rmaPasswords,
];

function header({ state }: Fuses): readonly Meaning[] {
  if (state === undefined) return [];
  const name = bsecState(state);
  return [{ name: 'state', words: [], text: name === 'unknown' ? `unknown (${state})` : name }];
}

function serialNumber(fuses: Fuses): Meaning {
  const text = serialOf(fuses) ?? whyUnknown(fuses, uidWords);
  return { name: 'unique-id', words: uidWords, text };
}
