import type { Bank } from '../../../src/bank/index.js';
import { encodeLayout, type Layout, type ReadBytes, unitDataFromObject } from '../../../src/layout/index.js';
import { overlaps } from '../../../src/range/index.js';
import type { HeaderRow } from './rows.js';

/** What a bank may hold, with the offsets of damaged units. */
export interface Contents {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly damaged: readonly number[];
  /** Of the die; that of the unit unless given. */
  readonly uid?: Uint8Array;
}

/** The UID of the die that a unit is made for. */
export const unitUid = Uint8Array.from({ length: 12 }, (_, index) => 0x30 + index);

/** The states that firmware may find its bank in: blank, burnt, torn at each unit, with wrong bits, damaged, locked. */
export function contentsOf(layout: Layout<Bank>, { unit, later = [] }: HeaderRow): readonly Contents[] {
  const { otp } = layout.bank;
  const blank = new Uint8Array(otp.size).fill(otp.erasedValue);
  const { image } = encodeLayout(layout, unitDataFromObject(unit), { uid: unitUid });
  const units = [
    ...new Set(
      image.segments.flatMap(({ address, bytes }) =>
        unitsIn(address - otp.base, bytes.length, otp.writeUnit),
      ),
    ),
  ];
  const burn = (into: Uint8Array, wanted: readonly number[], mask = 0): Uint8Array => {
    const bytes = into.slice();
    for (const at of wanted) {
      for (let index = at; index < at + otp.writeUnit; index += 1) {
        const byte = image.byteAt(otp.base + index);
        // Where bits are cleared one by one, an interruption leaves some of them for later.
        if (byte !== undefined) bytes[index] = byte | mask;
      }
    }
    return bytes;
  };
  const burnt = burn(blank, units);
  return [
    { title: 'blank', bytes: blank, damaged: [] },
    { title: 'burnt', bytes: burnt, damaged: [] },
    { title: 'zeros', bytes: new Uint8Array(otp.size), damaged: [] },
    ...units.map((_, count) => ({
      title: `torn after ${count} units`,
      bytes: burn(blank, units.slice(0, count)),
      damaged: [],
    })),
    ...units.map((at, count) => ({
      title: `torn in the unit at ${at}`,
      bytes: burn(burn(blank, units.slice(0, count)), [at], 0x5a),
      damaged: otp.ecc ? [at] : [],
    })),
    ...units.map((at) => ({ title: `other bits at ${at}`, bytes: flipped(burnt, at), damaged: [] })),
    ...(otp.ecc ? units.map((at) => ({ title: `damaged at ${at}`, bytes: burnt, damaged: [at] })) : []),
    ...(otp.ecc ? [{ title: 'damaged everywhere', bytes: burnt, damaged: units }] : []),
    { title: 'burnt for another die', bytes: burnt, damaged: [], uid: unitUid.toReversed() },
    ...lockedContents(layout, blank, burnt),
    ...laterContents(layout, burnt, later),
  ];
}

/** Reads as a chip with such contents gives it. */
export function readerOf({ otp }: Bank, { bytes, damaged, uid = unitUid }: Contents): ReadBytes {
  const read = (address: number, length: number) => {
    const range = { address: address - otp.base, length };
    const isDamaged = damaged.some((unit) => overlaps(range, { address: unit, length: otp.writeUnit }));
    const isInside = range.address >= 0 && range.address + length <= otp.size;
    return isDamaged || !isInside ? undefined : bytes.slice(range.address, range.address + length);
  };
  return Object.assign(read, { uid });
}

function unitsIn(start: number, length: number, size: number): readonly number[] {
  const units = [];
  for (let at = start - (start % size); at < start + length; at += size) units.push(at);
  return units;
}

// Another byte of each unit, so that each place of a field has its turn.
function flipped(bytes: Uint8Array, unit: number): Uint8Array {
  const result = bytes.slice();
  const at = unit + ((unit / 8) % Math.min(8, bytes.length - unit));
  result[at] = (result[at] ?? 0) ^ (1 << (unit % 7));
  return result;
}

function lockedContents({ bank }: Layout<Bank>, ...contents: readonly Uint8Array[]): readonly Contents[] {
  const { locks } = bank.otp;
  if (!locks) return [];
  return contents.flatMap((bytes) =>
    [0, 1, 2].map((block) => {
      const result = bytes.slice();
      result[locks.offset + block] = locks.locked;
      return { title: `block ${block} locked`, bytes: result, damaged: [] };
    }),
  );
}

/** What units that are burnt later add: the whole, the last of them torn, and a unit of it damaged. */
function laterContents(
  layout: Layout<Bank>,
  burnt: Uint8Array,
  later: readonly HeaderRow['unit'][],
): readonly Contents[] {
  const { otp } = layout.bank;
  let bytes = burnt;
  return later.flatMap((unit, count) => {
    const read = readerOf(layout.bank, { title: '', bytes, damaged: [] });
    const { image } = encodeLayout(layout, unitDataFromObject(unit), { read, uid: unitUid });
    const before = bytes;
    bytes = bytes.slice();
    for (const segment of image.segments) bytes.set(segment.bytes, segment.address - otp.base);
    const units = [
      ...new Set(
        image.segments.flatMap(({ address, bytes: { length } }) =>
          unitsIn(address - otp.base, length, otp.writeUnit),
        ),
      ),
    ];
    const half = before.slice();
    for (const at of units.slice(0, units.length / 2)) half.set(bytes.subarray(at, at + otp.writeUnit), at);
    const title = `later unit ${count + 1}`;
    return [
      { title, bytes, damaged: [] },
      { title: `${title} torn`, bytes: half, damaged: [] },
      ...(otp.ecc ? units.map((at) => ({ title: `${title} damaged at ${at}`, bytes, damaged: [at] })) : []),
    ];
  });
}
