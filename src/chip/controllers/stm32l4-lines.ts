import type { Device } from '../../bank/index.js';
import type { Sector } from './controller.js';

/** What differs between the L4 and L4+ lines, by DEV_ID, after the CMSIS headers. */
export interface Stm32l4Line {
  readonly pageSize: number;
  readonly dualBank: boolean;
  /** FLASH_SR.PEMPTY exists. */
  readonly hasEmptyFlag: boolean;
  /** Bits of CR.PNB. */
  readonly pnbMask: number;
  /** Bit of FLASH_ECCR that tells a failure in the system area, OTP included. */
  readonly sysfEcc: number;
}

// L4+ parts leave the factory in dual-bank mode with 4 KB pages (RM0432 §3.3.1).
const lines = new Map<number, Stm32l4Line>([
  [0x464, { pageSize: 2048, dualBank: false, hasEmptyFlag: true, pnbMask: 0x3f, sysfEcc: 1 << 20 }],
  [0x435, { pageSize: 2048, dualBank: false, hasEmptyFlag: true, pnbMask: 0x7f, sysfEcc: 1 << 20 }],
  [0x462, { pageSize: 2048, dualBank: false, hasEmptyFlag: true, pnbMask: 0xff, sysfEcc: 1 << 20 }],
  [0x415, { pageSize: 2048, dualBank: true, hasEmptyFlag: false, pnbMask: 0xff, sysfEcc: 1 << 20 }],
  [0x461, { pageSize: 2048, dualBank: true, hasEmptyFlag: false, pnbMask: 0xff, sysfEcc: 1 << 20 }],
  [0x470, { pageSize: 4096, dualBank: true, hasEmptyFlag: true, pnbMask: 0xff, sysfEcc: 1 << 22 }],
  [0x471, { pageSize: 4096, dualBank: true, hasEmptyFlag: true, pnbMask: 0x7f, sysfEcc: 1 << 22 }],
]);

const smallest: Stm32l4Line = {
  pageSize: 2048,
  dualBank: false,
  hasEmptyFlag: false,
  pnbMask: 0xff,
  sysfEcc: 1 << 20,
};

export function stm32l4Line(device: Device): Stm32l4Line {
  return lines.get(device.line.devIds[0] ?? 0) ?? smallest;
}

export function stm32l4Pages(flashKb: number, pageSize: number): readonly Sector[] {
  return Array.from({ length: (flashKb * 1024) / pageSize }, (_, index) => ({
    offset: index * pageSize,
    size: pageSize,
  }));
}
