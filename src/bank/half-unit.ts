import type { Bank } from './bank.js';

/** What a unit is of which a tool for double words has written one half. */
export const halfWritten = 'half (8 of 16 written; some tools do that)';

/** Whether one half of a quad-word is blank and the other is not; a byte that is not known is in neither. */
export function isHalfWritten(
  { otp: { writeUnit, erasedValue } }: Pick<Bank, 'otp'>,
  unit: Iterable<number | undefined>,
): boolean {
  const all = [...unit];
  if (writeUnit !== 16 || all.includes(undefined)) return false;
  const [first, second] = [all.slice(0, 8), all.slice(8)].map((half) =>
    half.every((byte) => byte === erasedValue),
  );
  return first !== second;
}
