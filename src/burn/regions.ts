import type { Device } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import type { Refusal } from './plan-types.js';

/** An image split by what programs it: the chip's main flash, its OTP bank, and what neither has. */
export interface Regions {
  readonly firmware: SparseImage;
  readonly otp: SparseImage;
  readonly refusals: readonly Refusal[];
}

/** Splits an image; whatever lies outside main flash and OTP is refused, never dropped. */
export function splitRegions(image: SparseImage, device: Device): Regions {
  const { bank, flashKb } = device;
  const flash = { start: bank.flash.base, end: bank.flash.base + flashKb * 1024 };
  const otp = { start: bank.otp.base, end: bank.otp.base + bank.otp.size };
  const elsewhere = image.without(flash.start, flash.end).without(otp.start, otp.end);
  return {
    firmware: image.clip(flash.start, flash.end),
    otp: image.clip(otp.start, otp.end),
    refusals: elsewhere.segments.map(({ address, bytes }) => {
      const line = image.originAt(address);
      const where = line ? ` (${line.source.file}${line.line === undefined ? '' : `:${line.line}`})` : '';
      return {
        code: 'REGION',
        address,
        message: `${hex32(address)} to ${hex32(address + bytes.length - 1)}${where} is neither in the main flash (${hex32(flash.start)} to ${hex32(flash.end - 1)}) nor in the OTP (${hex32(otp.start)} to ${hex32(otp.end - 1)}) of ${device.name}`,
        remedy: 'Take these bytes out of the image, or name the right device with --device.',
      };
    }),
  };
}
