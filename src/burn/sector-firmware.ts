import { areaName, type Bank, flashParts, isSector, largestDevice, otpRange } from '../bank/index.js';
import { type BlankRule, blankRows, cut, describeOrigin, type SparseImage } from '../image/index.js';
import {
  type AddressRange,
  contains,
  endOf,
  intersectRanges,
  overlaps,
  subtractRanges,
} from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { Refusal } from './plan-types.js';

/**
 * Why bytes of an image in a reserved sector are firmware and not an identity: what programs firmware erases whole
 * sectors. With a layout all that it has no field for is firmware, padding included; without one padding is, and a run
 * of bytes that crosses the sector's border. None on a bank of OTP. `owned`: the write units of a layout.
 */
export function sectorRefusals(
  image: SparseImage,
  bank: Bank,
  owned: readonly AddressRange[] | undefined,
): readonly Refusal[] {
  const { ranges, why } = firmwareIn(image, bank, owned);
  const [first, ...more] = ranges;
  return first ? [refusal(image, bank, first, more, why)] : [];
}

/** What of an image may be an identity in the sector: units of firmware that is refused need no judgement of their own. */
export function withoutFirmware(
  image: SparseImage,
  bank: Bank,
  owned: readonly AddressRange[] | undefined,
): SparseImage {
  const { ranges } = firmwareIn(image, bank, owned);
  return ranges.length === 0 ? image : cut(image, ranges).image;
}

function firmwareIn(
  image: SparseImage,
  bank: Bank,
  owned: readonly AddressRange[] | undefined,
): { readonly ranges: readonly AddressRange[]; readonly why: string } {
  if (!isSector(bank)) return { ranges: [], why: '' };
  const sector = otpRange(bank);
  const inside = rangesOf(image.clip(sector.address, endOf(sector)));
  if (owned) return { ranges: subtractRanges(inside, owned), why: ', not of the layout' };
  const crossing = rangesOf(image).filter((run) => overlaps(run, sector) && !contains(sector, run));
  if (crossing.length > 0) return { ranges: intersectRanges(inside, crossing), why: '' };
  return { ranges: blankRows(image, paddingOf(bank)), why: ', all 0xFF' };
}

function rangesOf(image: SparseImage): readonly AddressRange[] {
  return image.segments.map(({ address, bytes }) => ({ address, length: bytes.length }));
}

function paddingOf({ otp }: Bank): BlankRule {
  const { base, size, writeUnit: unit, erasedValue } = otp;
  return { area: { address: base, length: size }, base, unit, erasedValue, leastRun: unit };
}

function refusal(
  image: SparseImage,
  bank: Bank,
  first: AddressRange,
  more: readonly AddressRange[],
  why: string,
): Refusal {
  const origin = image.originAt(first.address);
  const from = origin ? describeOrigin(origin) : 'the image';
  const place = first.length === 1 ? `at ${hex32(first.address)}` : `from ${fromTo(first)}`;
  const others = more.length === 0 ? '' : `, and ${count(more.length, 'more range')}`;
  return {
    code: 'SECTOR_FIRMWARE',
    address: first.address,
    message: `${from} reaches into the ${areaName(bank)} (${fromTo(otpRange(bank))}): ${count(first.length, 'byte')} ${place}${why}${others}. Firmware must stay out of it: the identity is there`,
    remedy: `Let the firmware end before the sector: in the linker script FLASH is ${linkerRegion(bank)}. Padding and other bytes that are not meant: leave them out with otpforge merge --without sector. An identity comes with its layout: --layout.`,
  };
}

/** The main flash in front of the sector, as a linker script has it; a sector at the start leaves what is behind it. */
function linkerRegion(bank: Bank): string {
  const sector = otpRange(bank);
  const part = flashParts(largestDevice(bank)).find((each) => contains(each, sector)) ?? sector;
  const [origin, end] =
    sector.address > part.address ? [part.address, sector.address] : [endOf(sector), endOf(part)];
  return `ORIGIN = ${hex32(origin)}, LENGTH = ${(end - origin) / 1024}K`;
}

function fromTo(range: AddressRange): string {
  return `${hex32(range.address)} to ${hex32(endOf(range) - 1)}`;
}
