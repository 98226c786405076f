import type { Fuses } from '../fuses.js';
import { hasBits, Status } from '../status.js';

/** The values of words if all of them are known. */
export function knownValues({ words }: Fuses, ids: readonly number[]): readonly number[] | undefined {
  const values = ids
    .map((id) => words[id])
    .map((word) => (word?.knowledge === 'known' ? word.value : undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** Why a value of these words is not known. */
export function whyUnknown({ words }: Fuses, ids: readonly number[]): string {
  const found = new Set(ids.map((id) => words[id]?.knowledge));
  if (found.has('unreadable')) return 'not readable';
  if (found.has('absent')) return 'unknown: not in the text';
  return 'zero or not readable';
}

/** Of words with a status: whether they are locked. */
export function lockText({ words }: Fuses, ids: readonly number[]): string {
  const statuses = ids.map((id) => words[id]?.status);
  if (statuses.some((status) => status === undefined)) return '';
  const locked = ids.filter((id) => hasBits(words[id]?.status ?? 0, Status.permanentLock));
  if (locked.length === ids.length) return ', locked';
  return locked.length === 0 ? ', not locked' : `, ${wordsText(locked)} locked`;
}

export function wordsText(ids: readonly number[]): string {
  return `${ids.length === 1 ? 'word' : 'words'} ${ids.join(', ')}`;
}

export function bits(value: number, high: number, low: number): number {
  return Math.floor(value / 2 ** low) % 2 ** (high - low + 1);
}

/** 6 → [0, 1, 2, 3, 4, 5], from a word on. */
export function wordsFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
