/** How the check bits of a write unit stand. On parts without ECC a unit is only ever erased. */
export const UnitState = {
  Erased: 0,
  /** Programmed, with check bits of its own; an all-ones unit in this state is spent though it reads blank. */
  Programmed: 1,
  /** One bit wrong: corrected on reading, reported as ECCC. */
  Weak: 2,
  /** Two or more bits wrong: reported as ECCD. */
  Damaged: 3,
} as const;

export type UnitState = (typeof UnitState)[keyof typeof UnitState];

/** Cells of one non-volatile array. */
export interface CellArray {
  readonly bytes: Uint8Array;
  /** One state a write unit where the part has ECC. */
  readonly units: Uint8Array | undefined;
  /** Bits that never clear, by byte offset. */
  readonly stuck: Map<number, number>;
}

/** Everything that survives without power. */
export interface Die {
  readonly uid: Uint8Array;
  readonly main: CellArray;
  readonly otp: CellArray;
  /** Option bytes by the name of the register that shows them, as FLASH_OPTCR or FLASH_OPTR. */
  optionBytes: number;
}

export function blankArray(size: number, unitSize: number | undefined): CellArray {
  return {
    bytes: new Uint8Array(size).fill(0xff),
    units: unitSize === undefined ? undefined : new Uint8Array(size / unitSize),
    stuck: new Map(),
  };
}

/** What a cell holds after a program operation: bits only clear, stuck ones not even that. */
export function programmed(array: CellArray, offset: number, wanted: number): number {
  const old = array.bytes[offset] ?? 0xff;
  return (old & wanted) | (old & (array.stuck.get(offset) ?? 0));
}
