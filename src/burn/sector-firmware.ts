import { areaName, type Bank, flashParts, isSector, largestDevice, otpRange } from '../bank/index.js';
import { type BlankRule, blankRows, describeOrigin, type SparseImage } from '../image/index.js';
import {
  type AddressRange,
  contains,
  containsAddress,
  endOf,
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
  if (!isSector(bank)) return [];
  const sector = otpRange(bank);
  const inside = rangesOf(image.clip(sector.address, endOf(sector)));
  if (owned) {
    const [first, ...more] = subtractRanges(inside, owned);
    return first ? [refusal(image, bank, first, more, 'not the layout’s')] : [];
  }
  const crossing = rangesOf(image).filter((run) => overlaps(run, sector) && !contains(sector, run));
  if (crossing[0]) {
    const runs = inside.filter((run) => crossing.some((each) => containsAddress(each, run.address)));
    return runs[0] ? [refusal(image, bank, runs[0], runs.slice(1), 'in one run with bytes outside it')] : [];
  }
  const [padding, ...more] = blankRows(image, paddingOf(bank));
  return padding ? [refusal(image, bank, padding, more, 'all 0xFF, as padding is')] : [];
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
  const from = origin ? ` of ${describeOrigin(origin)}` : '';
  const others = more.length === 0 ? '' : `, and so are ${count(more.length, 'more run')}`;
  return {
    code: 'SECTOR_FIRMWARE',
    address: first.address,
    message: `${count(first.length, 'byte')}${from}, ${fromTo(first)}, ${first.length === 1 ? 'is' : 'are'} in the ${areaName(bank)} (${fromTo(otpRange(bank))}) and ${why}${others}; no firmware may reach there, where an identity is`,
    remedy: `Let the firmware end before the sector: in the linker script FLASH is ${linkerRegion(bank)}. Padding and other bytes that are not meant can be left out: otpforge merge --without sector. An identity has a layout: give it with --layout.`,
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
