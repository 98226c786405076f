import { type AddressRange, rangeOf } from '../range/index.js';
import type { Bank } from './bank.js';
import type { Device } from './device.js';
import { flashLayout } from './main-flash.js';

/** A device's main flash. */
export function flashRange({ bank, flashKb }: Device): AddressRange {
  return { address: bank.flash.base, length: flashKb * 1024 };
}

type SizedDevice = Pick<Device, 'bank' | 'flashKb' | 'line'>;

/** The device of a bank with the most main flash. */
export function largestDevice(bank: Bank): SizedDevice {
  const devices = bank.lines.flatMap((line) =>
    Object.values(line.devices).map((flashKb) => ({ bank, flashKb, line })),
  );
  return devices.reduce((largest, each) => (each.flashKb > largest.flashKb ? each : largest));
}

/** The parts of a device's main flash in ascending order: two where a hole separates its banks. */
export function flashParts({ bank, flashKb, line }: SizedDevice): readonly AddressRange[] {
  const { base } = bank.flash;
  const { dualBank, perBank, sectors } = flashLayout(line.mainFlash ?? whole, flashKb);
  const second = dualBank ? (sectors[perBank]?.offset ?? 0) : 0;
  const half = (flashKb * 1024) / 2;
  if (second <= half) return [{ address: base, length: flashKb * 1024 }];
  return [
    { address: base, length: half },
    { address: base + second, length: half },
  ];
}

const whole = { sectors: [1024], dualBank: false };

/** Whether a bank's write-once area is a sector of the main flash, which an erase takes back. */
export function isSector({ sector }: Pick<Bank, 'sector'>): boolean {
  return sector !== undefined;
}

export type AreaName = 'OTP' | 'reserved sector';

/** How texts call a bank's write-once area. */
export function areaName(bank: Pick<Bank, 'sector'>): AreaName {
  return isSector(bank) ? 'reserved sector' : 'OTP';
}

/** A bank's write-once area, lock bytes included. */
export function otpRange({ otp }: Bank): AddressRange {
  return rangeOf(otp);
}
