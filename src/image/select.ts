import { type AddressRange, subtractRanges } from '../range/index.js';
import { type BlankRule, blankRows } from './blank-units.js';
import { cut } from './cut.js';
import { ADDRESS_END, type SparseImage } from './sparse-image.js';

/** What of an input file is wanted. */
export interface Selection {
  /** Nothing else. */
  readonly only?: readonly AddressRange[];
  readonly without?: readonly AddressRange[];
  /** Units of erased bytes count as absent there. */
  readonly blank?: readonly BlankRule[];
}

/** Bytes of an input that the output does not have, and why. */
export interface LeftOut extends AddressRange {
  readonly file: string;
  /** all-ones: units that a write-once bank keeps blank, but other hosts would program. */
  readonly reason: 'only' | 'without' | 'blank' | 'all-ones';
  /** Of units that were left out one by one, how many. */
  readonly units?: number;
}

export interface Selected {
  readonly image: SparseImage;
  readonly leftOut: readonly LeftOut[];
}

/** The wanted part of a file's image, and what was left out. */
export function select(whole: SparseImage, file: string, selection: Selection): Selected {
  const { only, without = [], blank = [] } = selection;
  const others = only ? subtractRanges([{ address: 0, length: ADDRESS_END }], only) : [];
  const wanted = cut(whole, others);
  const kept = cut(wanted.image, without);
  const rest = leaveOutBlank(kept.image, file, 'blank', blank);
  return {
    image: rest.image,
    leftOut: [
      ...wanted.removed.map((range) => ({ ...range, file, reason: 'only' as const })),
      ...kept.removed.map((range) => ({ ...range, file, reason: 'without' as const })),
      ...rest.leftOut,
    ],
  };
}

/** An image without its rows of blank units. */
export function leaveOutBlank(
  image: SparseImage,
  file: string,
  reason: LeftOut['reason'],
  rules: readonly BlankRule[],
): Selected {
  const leftOut = rules.flatMap((rule) =>
    blankRows(image, rule).map((row) => ({ ...row, file, reason, units: row.length / rule.unit })),
  );
  return { image: cut(image, leftOut).image, leftOut };
}
