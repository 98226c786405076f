import { areaName, type Bank, otpRange, type ProtectedArea } from '../bank/index.js';
import type { Probe } from '../probe/index.js';
import { type AddressRange, endOf, overlaps } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import type { Refusal } from './plan-types.js';
import { readWord } from './words.js';

/** The register of each protected area of a bank, in their order. */
export async function readProtectedAreas(
  probe: Probe,
  { protectedAreas = [] }: Bank,
): Promise<readonly number[]> {
  const words: number[] = [];
  for (const { register } of protectedAreas) words.push(await readWord(probe, register));
  return words;
}

/** A refusal for each area that touches what is burnt; one whose register was not read counts as if it did. */
export function protectedAreaRefusals(words: readonly number[] | undefined, bank: Bank): readonly Refusal[] {
  const burnt = otpRange(bank);
  return (bank.protectedAreas ?? []).flatMap((area, index) => {
    const word = words?.[index];
    const place = word === undefined ? burnt : placeOf(area, word);
    if (!place || !overlaps(place, burnt)) return [];
    return [
      {
        code: 'PRECONDITION' as const,
        address: area.register,
        message: `the ${areaName(bank)} (${fromTo(burnt)}) is in a protected area: ${area.name}, ${word === undefined ? 'not known' : fromTo(place)} (${hex32(area.register)})`,
        remedy: area.remedy,
      },
    ];
  });
}

/** Undefined where there is none. An area that starts where it ends is the whole flash bank (RM0433, FLASH_PRAR_CUR1). */
function placeOf({ base, unit, start, end }: ProtectedArea, word: number): AddressRange | undefined {
  const [first, last] = [(word >>> start.shift) & start.mask, (word >>> end.shift) & end.mask];
  if (first > last) return undefined;
  if (first === last) return { address: base, length: (end.mask + 1) * unit };
  return { address: base + first * unit, length: (last - first + 1) * unit };
}

function fromTo(range: AddressRange): string {
  return `${hex32(range.address)} to ${hex32(endOf(range) - 1)}`;
}
