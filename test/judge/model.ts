/** One write unit, what its chip holds and what is wanted of it. */
export interface Situation {
  readonly kind: 'data' | 'lock';
  readonly rewrite: 'clear-bits' | 'once';
  readonly erased: number;
  readonly old: readonly number[];
  /** undefined: the image does not hold the byte. */
  readonly wanted: readonly (number | undefined)[];
  /** The lock byte of the unit's block, where the bank has lock bytes. */
  readonly lock?: number | undefined;
  /** Of a lock byte: where its block has data, or will have; named: nowhere, and its lock was asked for by name. */
  readonly block?: 'empty' | 'named' | 'on-chip' | 'in-image';
  readonly ecc?: 'damaged' | 'weak';
}

/** What the manuals leave of it, written by hand and apart from the code under test: state and reason. */
export function verdictOf(situation: Situation): string {
  // RM0351 §3.3.2: two wrong bits are reported, one is corrected each time it is read.
  if (situation.ecc) return `damaged: ecc-${situation.ecc}`;
  return situation.kind === 'lock' ? lockByte(situation) : data(situation);
}

function data({ rewrite, erased, old, wanted, lock }: Situation): string {
  const blank = old.every((byte) => byte === erased);
  const missing = wanted.filter((byte) => byte === undefined).length;
  const different = wanted.filter((byte, index) => byte !== undefined && byte !== old[index]).length;
  if (different === 0) return blank ? 'skip: blank-stays-blank' : 'skip: equal';
  // RM0090 §3.8: LOCKBi of 00 write-protects block i; only 00 and FF may be there.
  if (lock !== undefined && lock !== 0xff) {
    return lock === 0 ? 'locked: block-is-locked' : 'locked: lock-byte-is-damaged';
  }
  if (missing > 0) return 'partial: bytes-missing';
  // RM0351 §3.3.1: a double word with one bit at 0 takes nothing more.
  if (rewrite === 'once' && !blank) return 'conflict: unit-is-spent';
  // RM0090 §3.6.4: programming takes ones to zeros.
  const burnt = old.map((byte, index) => byte & (wanted[index] ?? 0));
  if (burnt.some((byte, index) => byte !== wanted[index])) return 'conflict: needs-ones';
  return blank ? 'burn: blank' : 'burn: clears-bits';
}

// RM0090 §3.8.
function lockByte({ old: [have], wanted: [want], block }: Situation): string {
  if (have === want) return have === 0xff ? 'skip: blank-stays-blank' : 'skip: equal';
  if (want !== 0 && want !== 0xff) return 'conflict: lock-byte-value';
  if (have !== 0 && have !== 0xff) return 'locked: lock-byte-is-damaged';
  if (have === 0) return 'conflict: needs-ones';
  return block === 'empty' ? 'conflict: block-is-empty' : 'burn: blank';
}
