import type { BankName } from './machine.js';

/** Register addresses and bits that the loader contract names, from PM0059 §2.8, RM0090 §3.9, RM0351 §3.7, RM0385 §3.7, RM0440 §3.7 and RM0444 §3.7. */
export interface Controller {
  readonly ACR: number;
  readonly KEYR: number;
  readonly SR: number;
  readonly CR: number;
  /** FLASH_ACR after a reset, and as a firmware at full speed leaves it. */
  readonly acr: { readonly reset: number; readonly firmware: number };
  /** DCEN and DCRST of FLASH_ACR are there. */
  readonly hasDataCache: boolean;
  /** CFGBSY: the first word of a unit waits for its second, or an operation has not ended; 0 where there is no such flag. */
  readonly pending: number;
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
export const IWDG_KR = 0x40003000;
export const keys = [0x45670123, 0xcdef89ab] as const;

const OPTLOCK = 0x40000000;
const withOptlock = [0, PG, LOCK, OPTLOCK, (OPTLOCK | PG) >>> 0, (OPTLOCK | LOCK) >>> 0];

// LATENCY, PRFTEN, ICEN and DCEN.
const acrOfFirmware = 0x705;

const f4: Controller = {
  ACR: 0x40023c00,
  KEYR: 0x40023c04,
  SR: 0x40023c0c,
  CR: 0x40023c10,
  acr: { reset: 0, firmware: acrOfFirmware },
  hasDataCache: true,
  pending: 0,
  clearFlags: 0xf3,
  staleFlags: 0xf0,
  allowedCr: [0, PG, LOCK],
};

// LATENCY, PRFTEN and ARTEN; bits 10 and 12 are reserved (RM0385 §3.7.1).
const f7: Controller = { ...f4, acr: { reset: 0, firmware: 0x307 }, hasDataCache: false };

const l4: Controller = {
  ACR: 0x40022000,
  KEYR: 0x40022008,
  SR: 0x40022010,
  CR: 0x40022014,
  acr: { reset: 0x600, firmware: acrOfFirmware },
  hasDataCache: true,
  pending: 0,
  clearFlags: 0xc3fb,
  staleFlags: 0xc3fa,
  allowedCr: withOptlock,
};

export const controllers: Readonly<Record<BankName, Controller>> = {
  'stm32f2-otp': f4,
  'stm32f4-otp': f4,
  'stm32f72x-otp': f7,
  'stm32f74x-otp': f7,
  'stm32f76x-otp': f7,
  'stm32l4-otp': l4,
  // With DBG_SWEN of FLASH_ACR.
  'stm32g4-otp': { ...l4, acr: { reset: 0x40600, firmware: 0x40704 } },
  'stm32g0-otp': {
    ...l4,
    // LATENCY, PRFTEN, ICEN and DBG_SWEN; bit 10 is reserved and reads 1.
    acr: { reset: 0x40600, firmware: 0x40702 },
    hasDataCache: false,
    pending: 1 << 18,
    // RDERR 14 is reserved on G030 to G070.
    clearFlags: 0x83fb,
    staleFlags: 0x83fa,
  },
};
