import type { PlanUnit, UnitBytes } from '../burn/index.js';
import { describeOrigin, type SparseImage } from '../image/index.js';
import { fuseCells, impossibleFuses, type KnownWord, wordCell, wordLockCell } from '../judge/index.js';
import { fuseWord, hasBits, type Partition, Status } from '../mp1/index.js';
import { addressOfLock, addressOfWord, type FuseArea, lockedWords, touchedWords, wordSize } from './area.js';

/** Judges each word and each lock of an image, words before locks. Without a dump all of them are to be written. */
export function fuseUnits(
  area: FuseArea,
  image: SparseImage,
  dump: Partition | undefined,
  lockEmpty: readonly number[],
): readonly PlanUnit[] {
  return [
    ...touchedWords(area, image).map((word) => valueUnit(area, image, word, dump)),
    ...lockedWords(area, image).map((word) => lockUnit(area, image, word, dump, lockEmpty.includes(word))),
  ];
}

function valueUnit(area: FuseArea, image: SparseImage, word: number, dump: Partition | undefined): PlanUnit {
  const address = addressOfWord(area, word);
  const wanted = bytesAt(image, address);
  const known = dump && knownWord(dump, word);
  const value = wordOf(wanted);
  const [state, reason] =
    value === undefined
      ? (['partial', 'bytes-missing'] as const)
      : known
        ? fuseCells[wordCell(known, value)]
        : (['burn', 'not-read'] as const);
  const impossible =
    state === 'conflict' && known && value !== undefined ? impossibleFuses(known, value) : undefined;
  const fillBytes = originsAt(image, address, wordSize).filter(({ source }) => source.kind === 'fill').length;
  return {
    address,
    length: wordSize,
    kind: 'data',
    state,
    reason,
    old: bytesOf(known?.value),
    wanted,
    ...(impossible !== undefined && { impossible: bytesOf(impossible).map((byte) => byte ?? 0) }),
    from: fromOf(image, address, wordSize),
    ...(fillBytes > 0 && { fillBytes }),
    block: word,
  };
}

function lockUnit(
  area: FuseArea,
  image: SparseImage,
  word: number,
  dump: Partition | undefined,
  isMeant: boolean,
): PlanUnit {
  const address = addressOfLock(area, word);
  const known = dump && knownWord(dump, word);
  const after = wordOf(bytesAt(image, addressOfWord(area, word))) ?? known?.value ?? 0;
  const [state, reason] = known
    ? fuseCells[wordLockCell(known, after, isMeant)]
    : (['burn', 'not-read'] as const);
  return {
    address,
    length: 1,
    kind: 'lock',
    state,
    reason,
    old: [known && (known.locked ? 1 : 0)],
    wanted: [1],
    from: fromOf(image, address, 1),
    block: word,
  };
}

/** A word as a dump shows it. */
export function knownWord({ words }: Partition, word: number): KnownWord {
  const shown = words[word] ?? { value: 0, status: Status.readError };
  const { status } = shown;
  return {
    word,
    value: fuseWord(shown).knowledge === 'known' ? shown.value : undefined,
    locked: hasBits(status, Status.permanentLock),
    stopped: hasBits(status, Status.programmingLock),
    locksKnown: !hasBits(status, Status.lockError) && !hasBits(status, Status.readError),
  };
}

/** A word of little-endian bytes; undefined where one is missing. */
export function wordOf(bytes: UnitBytes): number | undefined {
  if (bytes.length !== wordSize || bytes.includes(undefined)) return undefined;
  return Buffer.from(bytes.map((byte) => byte ?? 0)).readUInt32LE(0);
}

function bytesOf(value: number | undefined): UnitBytes {
  return Array.from({ length: wordSize }, (_, index) =>
    value === undefined ? undefined : (value >>> (8 * index)) & 0xff,
  );
}

function bytesAt(image: SparseImage, address: number): UnitBytes {
  return Array.from({ length: wordSize }, (_, index) => image.byteAt(address + index));
}

function originsAt(image: SparseImage, address: number, length: number) {
  return Array.from({ length }, (_, index) => image.originAt(address + index)).filter(
    (origin) => origin !== undefined,
  );
}

function fromOf(image: SparseImage, address: number, length: number): readonly string[] {
  return [...new Set(originsAt(image, address, length).map(describeOrigin))];
}
