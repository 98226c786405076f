import type { BankName } from './machine.js';

/** Register addresses and bits that the loader contract names, from PM0059 §2.8, RM0090 §3.9, RM0351 §3.7, RM0385 §3.7, RM0440 §3.7, RM0444 §3.7, RM0438 §6.9 and RM0456 §7.9. */
export interface Controller {
  readonly ACR: number;
  readonly KEYR: number;
  readonly SR: number;
  readonly CR: number;
  /** Where stale flags are cleared. */
  readonly CLEAR: number;
  readonly IWDG_KR: number;
  readonly lock: number;
  readonly program: number;
  readonly busy: number;
  /** PGSERR: a store that FLASH_CR does not allow. */
  readonly sequenceError: number;
  /** A write that sets LOCK changes no other bit, so PG is cleared in one before. */
  readonly locksAlone: boolean;
  /** FLASH_ACR after a reset, and as a firmware at full speed leaves it. */
  readonly acr: { readonly reset: number; readonly firmware: number };
  /** DCEN and DCRST of FLASH_ACR are there. */
  readonly hasDataCache: boolean;
  /** CFGBSY: the first word of a unit waits for its second, or an operation has not ended; 0 where there is no such flag. */
  readonly pending: number;
  /** What may still stand once the operation is over, of these and of those of `busy`; 0 where there is no such flag. */
  readonly late: number;
  /** What clears every flag and toggles nothing. */
  readonly clearFlags: number;
  /** Flags that a debug session may leave behind, as many as the controller has. */
  readonly staleFlags: number;
  /** FLASH_CR values that only program, end or lock. */
  readonly allowedCr: readonly number[];
}

export const PG = 1 << 0;
export const LOCK = 0x80000000;
export const DCEN = 1 << 10;
export const DCRST = 1 << 12;
/** BSY, on a G0 BSY1. */
export const BSY = 1 << 16;
export const keys = [0x45670123, 0xcdef89ab] as const;

const OPTLOCK = 0x40000000;
const withOptlock = [0, PG, LOCK, OPTLOCK, (OPTLOCK | PG) >>> 0, (OPTLOCK | LOCK) >>> 0];

// LATENCY, PRFTEN, ICEN and DCEN.
const acrOfFirmware = 0x705;

const common = {
  IWDG_KR: 0x40003000,
  lock: LOCK,
  program: PG,
  busy: BSY,
  sequenceError: 1 << 7,
  locksAlone: false,
};

const f4: Controller = {
  ...common,
  ACR: 0x40023c00,
  KEYR: 0x40023c04,
  SR: 0x40023c0c,
  CR: 0x40023c10,
  CLEAR: 0x40023c0c,
  acr: { reset: 0, firmware: acrOfFirmware },
  hasDataCache: true,
  pending: 0,
  late: 0,
  clearFlags: 0xf3,
  staleFlags: 0xf0,
  allowedCr: [0, PG, LOCK],
};

// LATENCY, PRFTEN and ARTEN; bits 10 and 12 are reserved (RM0385 §3.7.1).
const f7: Controller = { ...f4, acr: { reset: 0, firmware: 0x307 }, hasDataCache: false };

const l4: Controller = {
  ...common,
  ACR: 0x40022000,
  KEYR: 0x40022008,
  SR: 0x40022010,
  CR: 0x40022014,
  CLEAR: 0x40022010,
  acr: { reset: 0x600, firmware: acrOfFirmware },
  hasDataCache: true,
  pending: 0,
  late: 0,
  clearFlags: 0xc3fb,
  staleFlags: 0xc3fa,
  allowedCr: withOptlock,
};

const l5: Controller = {
  ...l4,
  // The non-secure registers (RM0438 §6.9).
  KEYR: 0x40022008,
  SR: 0x40022020,
  CR: 0x40022028,
  CLEAR: 0x40022020,
  // LATENCY 5 of a firmware at 110 MHz; there is no cache in the flash interface.
  acr: { reset: 0, firmware: 0x5 },
  hasDataCache: false,
  clearFlags: 0x20fb,
  staleFlags: 0x20fa,
};

const g0: Controller = {
  ...l4,
  // LATENCY, PRFTEN, ICEN and DBG_SWEN; bit 10 is reserved and reads 1.
  acr: { reset: 0x40600, firmware: 0x40702 },
  hasDataCache: false,
  pending: 1 << 18,
  late: 1 << 18,
  // RDERR 14 is reserved on G030 to G070.
  clearFlags: 0x83fb,
  staleFlags: 0x83fa,
};

// LATENCY 4 and WRHIGHFREQ 2 of a firmware at 240 MHz; QW beside BSY (RM0433 §4.9).
const h7 = (base: number): Controller => ({
  ACR: base,
  KEYR: base + 0x04,
  CR: base + 0x0c,
  SR: base + 0x10,
  CLEAR: base + 0x14,
  IWDG_KR: 0x58004800,
  lock: 1 << 0,
  program: 1 << 1,
  busy: 0x5,
  sequenceError: 1 << 18,
  locksAlone: true,
  acr: { reset: 0x37, firmware: 0x24 },
  hasDataCache: false,
  // WBNE.
  pending: 1 << 1,
  // QW.
  late: 1 << 2,
  // Of CCR; the flags of ECC and CRC belong to those who read.
  clearFlags: 0x1ef0000,
  staleFlags: 0x1ee0000,
  allowedCr: [0, 1 << 1, 1 << 0],
});

export const controllers: Readonly<Record<BankName, Controller>> = {
  'stm32f2-otp': f4,
  'stm32f4-otp': f4,
  'stm32f72x-otp': f7,
  'stm32f74x-otp': f7,
  'stm32f76x-otp': f7,
  'stm32h72x-e-sector': h7(0x52002000),
  'stm32h72x-g-sector': h7(0x52002000),
  'stm32h74x-g-sector': h7(0x52002100),
  'stm32h74x-i-sector': h7(0x52002100),
  'stm32l4-otp': l4,
  // With DBG_SWEN of FLASH_ACR.
  'stm32g4-otp': { ...l4, acr: { reset: 0x40600, firmware: 0x40704 } },
  'stm32g0-otp': g0,
  // With RDERR 14.
  'stm32c0-otp': { ...g0, clearFlags: 0xc3fb, staleFlags: 0xc3fa },
  // With HDPOPTWERR 11 and OEMOPTWERR 12.
  'stm32u0-otp': { ...g0, clearFlags: 0x9bfb, staleFlags: 0x9bfa },
  'stm32l5-otp': l5,
  // LATENCY 4, PRFTEN and LPM of a firmware at 160 MHz; WDW beside BSY (RM0456 §7.9).
  'stm32u5-otp': {
    ...l5,
    acr: { reset: 0, firmware: 0x904 },
    pending: 1 << 17,
    late: 1 << 17,
  },
};
