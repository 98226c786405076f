/** What a write unit is beside its data. Only parts with ECC have weak and damaged ones. */
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
  /** One state a write unit where the part has ECC or takes each unit once. */
  readonly units: Uint8Array | undefined;
  /** Bits that never clear, by byte offset. */
  readonly stuck: Map<number, number>;
  /** Half-programmed bits, by byte offset; only on parts without ECC. */
  readonly short: Map<number, ShortBits>;
}

/** Bits of one byte that got less than a whole programming operation. Another one mends them. */
export interface ShortBits {
  /** Held as 1, read as 1 or 0, decided at each read. */
  readonly unstable: number;
  /** Held and read as 0, but with less charge than a programmed cell has. */
  readonly weak: number;
}

/** Everything that survives without power. */
export interface Die {
  readonly uid: Uint8Array;
  readonly main: CellArray;
  readonly otp: CellArray;
  /** Option bytes by the name of the register that shows them, as FLASH_OPTCR, FLASH_OPTR or FLASH_OPTSR. */
  optionBytes: number;
  /** Further option words, by name, where a family has several. */
  readonly options: Map<string, number>;
}

export function blankArray(size: number, unitSize: number | undefined): CellArray {
  return {
    bytes: new Uint8Array(size).fill(0xff),
    units: unitSize === undefined ? undefined : new Uint8Array(size / unitSize),
    stuck: new Map(),
    short: new Map(),
  };
}

/** Bytes of a write unit of an array with ECC; of all of it without. */
export function unitSizeOf({ bytes, units }: CellArray): number {
  return bytes.length / (units?.length ?? 1);
}

/** A whole program operation on one byte. */
export function programByte(array: CellArray, offset: number, wanted: number): void {
  array.bytes[offset] = programmed(array, offset, wanted);
  const short = array.short.get(offset);
  if (short) setShort(array, offset, { unstable: short.unstable & wanted, weak: short.weak & wanted });
}

export function setShort(array: CellArray, offset: number, bits: ShortBits): void {
  if (bits.unstable === 0 && bits.weak === 0) array.short.delete(offset);
  else array.short.set(offset, bits);
}

/** Erases bytes; check bits and half-programmed bits go with them. */
export function eraseCells(array: CellArray, offset: number, size: number): void {
  array.bytes.fill(0xff, offset, offset + size);
  if (array.units) {
    const unit = unitSizeOf(array);
    array.units.fill(UnitState.Erased, offset / unit, (offset + size) / unit);
  }
  for (const at of array.short.keys()) if (at >= offset && at < offset + size) array.short.delete(at);
}

/** What a cell holds after a program operation: bits only clear, stuck ones not even that. */
export function programmed(array: CellArray, offset: number, wanted: number): number {
  const old = array.bytes[offset] ?? 0xff;
  return (old & wanted) | (old & (array.stuck.get(offset) ?? 0));
}
