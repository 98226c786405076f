import { areaName, type Bank, type Device, flashParts, isSector, otpRange } from '../bank/index.js';
import { describeOrigin, type SparseImage } from '../image/index.js';
import { type AddressRange, endOf, subtractRanges } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { elsewhere } from './elsewhere.js';
import type { Refusal } from './plan-types.js';

/** An image split by what programs it: the chip's main flash, its write-once area, and what neither has. */
export interface Regions {
  readonly firmware: SparseImage;
  readonly otp: SparseImage;
  readonly refusals: readonly Refusal[];
}

/**
 * Splits an image. What lies outside main flash and OTP is refused, never dropped; so is, in the OTP, what an ELF loads
 * outside its sections: it cannot be known whether it is meant. A reserved sector is not main flash: what programs
 * that erases whole sectors.
 */
export function splitRegions(image: SparseImage, device: Device): Regions {
  const otp = otpRange(device.bank);
  const flash = isSector(device.bank) ? subtractRanges(flashParts(device), [otp]) : flashParts(device);
  const parts = { firmware: clipped(image, flash), otp: clipped(image, [otp]) };
  const outside = without(image, [...flash, otp]);
  return {
    ...parts,
    refusals: [
      ...outside.segments.map(({ address, bytes }) =>
        regionRefusal(image, device, { address, length: bytes.length }),
      ),
      ...gapsOf(parts.otp).map((gap) => gapRefusal(gap, device.bank)),
    ],
  };
}

function clipped(image: SparseImage, ranges: readonly AddressRange[]): SparseImage {
  const end = 2 ** 32;
  return without(image, subtractRanges([{ address: 0, length: end }], ranges)).clip(0, end);
}

function without(image: SparseImage, ranges: readonly AddressRange[]): SparseImage {
  return ranges.reduce((rest, range) => rest.without(range.address, endOf(range)), image);
}

function regionRefusal(image: SparseImage, device: Device, range: AddressRange): Refusal {
  const origin = image.originAt(range.address);
  const from = origin ? ` (${describeOrigin(origin)})` : '';
  const places = elsewhere(device.bank, range);
  const touched = places.length > 0 ? ` (${places.map(({ name }) => name).join(', ')})` : '';
  const cures = places.map(({ cure }) => `${cure}. `).join('');
  return {
    code: 'REGION',
    address: range.address,
    message:
      `${fromTo(range)}${from} is neither in the main flash (${flashParts(device).map(fromTo).join(' and ')}) nor in the ${areaName(device.bank)} ` +
      `(${fromTo(otpRange(device.bank))}) of ${device.name}${touched && `, but elsewhere${touched}`}`,
    remedy: `${cures}Take these bytes out of the image (otpforge merge has --only and --without for that), or name the right device with --device.`,
  };
}

/** What of an image came out of an ELF and is in none of its sections. */
export function gapsOf(image: SparseImage) {
  return image.ranges().filter(({ source }) => source.kind === 'elf-gap');
}

/** Why bytes in no section are not burnt, and the way out. */
export function gapRefusal(
  { address, length, source }: AddressRange & { readonly source: { readonly file: string } },
  bank: Bank,
): Refusal {
  return {
    code: 'ELF_GAP',
    address,
    message: `${source.file} loads ${fromTo({ address, length })} into the ${areaName(bank)}, ${count(length, 'byte')} outside all of its sections: it cannot be known whether they are meant`,
    remedy:
      'Put them into a section in the linker script, or leave them out with otpforge merge --without ' +
      `${hex32(address)}-${hex32(address + length - 1)}.`,
  };
}

function fromTo(range: AddressRange): string {
  return `${hex32(range.address)} to ${hex32(endOf(range) - 1)}`;
}
