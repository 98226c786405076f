import type { Json } from '../leaves.js';
import type { Subject } from '../subject.js';

/** What a public source says a number of a description must be. */
export interface Claim {
  /** The whole path of the number, without "lines.N." before what a line says for itself. */
  readonly path: RegExp;
  readonly source: string;
  /** Undefined where the source says nothing of these chips. */
  value(subject: Subject, match: readonly string[], at: At): number | undefined;
}

/** What of the description a claim may look at: names and structure, never a number that it judges. */
export interface At {
  /** The text or object at a path beside the number. */
  beside(path: string): Json | undefined;
}

export function plus(...values: readonly (number | undefined)[]): number | undefined {
  return values.includes(undefined) ? undefined : values.reduce((sum, value) => sum! + value!, 0);
}

/** The lowest bit of a mask. */
export function shiftOf(mask: number | undefined): number | undefined {
  return mask === undefined ? undefined : 31 - Math.clz32(mask & -mask);
}

/** A mask shifted to bit 0. */
export function fieldOf(mask: number | undefined): number | undefined {
  return mask === undefined ? undefined : mask >>> shiftOf(mask)!;
}

/** The first symbol that the headers have. */
export function first(subject: Subject, symbols: readonly string[]): number | undefined {
  for (const symbol of symbols) {
    const value = subject.header(symbol);
    if (value !== undefined) return value;
  }
  return undefined;
}
