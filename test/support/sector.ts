import type { Bank, Device, ProtectedArea } from '../../src/bank/index.js';
import { l4, l476 } from './banks.js';

/** The last 32 KiB of an STM32L476RG, described as a reserved sector: rules can be tried without a chip of 128 KiB sectors. */
export const sectorBase = 0x080f8000;
export const sectorSize = 0x8000;

export const sectorBank: Bank = {
  ...l4,
  name: 'l4-sector',
  otp: { ...l4.otp, base: sectorBase, size: sectorSize, data: { offset: 0, size: sectorSize } },
  sector: { flashBank: 2, number: 15 },
  lines: [{ ...l476.line, devices: { [l476.name]: l476.flashKb } }],
};

export const sectorDevice: Device = { ...l476, bank: sectorBank };

/** The same with areas that option bytes may protect. */
export function withProtectedAreas(...protectedAreas: readonly ProtectedArea[]): Device {
  return { ...sectorDevice, bank: { ...sectorBank, protectedAreas } };
}
