import type { Device } from '../../bank/index.js';
import { OtpforgeError } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { blankArray, type CellArray } from '../memory/die.js';
import type { Area } from './controller.js';

/** Where ST's reserved cells around the OTP area lie: unique ID, flash size, and the rest of their page. */
export function systemRange(device: Device): { readonly base: number; readonly size: number } {
  const { identity, otp } = device.bank;
  const first = Math.min(identity.uid, identity.flashSize);
  const last = Math.max(identity.uid + identity.uidSize, identity.flashSize + 2);
  const otpEnd = otp.base + otp.size;
  // RM0090: the unique ID follows the lock bytes at once, so a write past the OTP area hits it.
  const base = otpEnd <= first && first - otpEnd < 0x1000 ? otpEnd : first;
  return { base, size: Math.ceil(last / 0x400) * 0x400 - base };
}

/** First address of an area. */
export function areaBase(device: Device, area: Area): number {
  if (area === 'main') return device.bank.flash.base;
  return area === 'otp' ? device.bank.otp.base : systemRange(device).base;
}

/** As one area they would lie over whatever is between. */
const farthest = 0x10000;

/** Those cells with this chip's identity in them. Errors: CHIP_CONTROLLER when no one area can hold it. */
export function systemCells(device: Device, uid: Uint8Array): CellArray {
  const { size } = systemRange(device);
  if (size > farthest) throw tooFarApart(device);
  const cells = blankArray(size, undefined);
  setUid(cells, device, uid);
  setFlashSize(cells, device, device.flashKb);
  return cells;
}

/** Puts a unique ID into the reserved cells. */
export function setUid(cells: CellArray, device: Device, uid: Uint8Array): void {
  cells.bytes.set(uid, device.bank.identity.uid - systemRange(device).base);
}

/** Puts a flash size in KB into the reserved cells; bits that do not count are ones, as in any cell that nobody wrote. */
export function setFlashSize(cells: CellArray, device: Device, kb: number): void {
  const { flashSize, flashSizeMask = 0xffff } = device.bank.identity;
  const offset = flashSize - systemRange(device).base;
  const value = (kb & flashSizeMask) | (0xffff & ~flashSizeMask);
  cells.bytes[offset] = value & 0xff;
  cells.bytes[offset + 1] = value >>> 8;
}

function tooFarApart({ bank }: Device): OtpforgeError {
  const { uid, flashSize } = bank.identity;
  return new OtpforgeError('CHIP_CONTROLLER', {
    message: `bank ${bank.name}: the unique ID at ${hex32(uid)} and the flash size at ${hex32(flashSize)} lie too far apart for the simulated chip`,
    remedy: 'Check identity.uid and identity.flashSize of the bank description against the reference manual.',
    details: { uid, flashSize },
  });
}
