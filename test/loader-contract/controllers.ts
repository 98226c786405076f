import type { BankName } from './machine.js';

/** Register addresses and bits that the loader contract names, from RM0090 §3.9 and RM0351 §3.7. */
export interface Controller {
  readonly ACR: number;
  readonly KEYR: number;
  readonly SR: number;
  readonly CR: number;
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
export const IWDG_KR = 0x40003000;
export const keys = [0x45670123, 0xcdef89ab] as const;

const OPTLOCK = 0x40000000;

export const controllers: Readonly<Record<BankName, Controller>> = {
  'stm32f4-otp': {
    ACR: 0x40023c00,
    KEYR: 0x40023c04,
    SR: 0x40023c0c,
    CR: 0x40023c10,
    clearFlags: 0xf3,
    staleFlags: 0xf0,
    allowedCr: [0, PG, LOCK],
  },
  'stm32l4-otp': {
    ACR: 0x40022000,
    KEYR: 0x40022008,
    SR: 0x40022010,
    CR: 0x40022014,
    clearFlags: 0xc3fb,
    staleFlags: 0xc3fa,
    allowedCr: [0, PG, LOCK, OPTLOCK, (OPTLOCK | PG) >>> 0, (OPTLOCK | LOCK) >>> 0],
  },
};

/** FLASH_ACR as a firmware at full speed leaves it: wait states, prefetch and both caches. */
export const acrOfFirmware = 0x705;
