import { armv7mEntries } from '../peripherals/core-parts.js';
import type { WordFamily } from './family.js';

/** RM0433 for H742, H743, H753; RM0468 for H723 to H735. Addresses and bits are those of the CMSIS headers. */
export const stm32h7: WordFamily = {
  name: 'STM32H7',
  rewrite: 'once',
  unitSize: 32,
  registers: 0x52002000,
  // FLASH_ACR: LATENCY and WRHIGHFREQ.
  acr: { reset: 0x37, writable: 0x3f },
  // The caches are the core's own, and off after a reset.
  cache: undefined,
  // FLASH_OPTSR_CUR: RDP 15:8, IWDG1_SW 4; NRST_STOP, NRST_STBY, FZ_IWDG_STOP and FZ_IWDG_SDBY are set.
  options: { reset: 0x0006aaf0, rdpShift: 8, watchdogBit: 4 },
  // STM32H743 datasheet, x64: a sector of 128 KB, a bank.
  eraseUs: { sector: 1_000_000, all: 8_000_000 },
  reservedControl: [],
  // BOOT_ADD0 0x0800.
  bootBase: 0x08000000,
  systemMemory: 0x1ff00000,
  // As pyOCD lists them on an STM32H750: ST's table is in place of the processor's.
  romTables: [
    { base: 0xe00fe000, part: undefined, entries: [0x1003] },
    { base: 0xe00ff000, part: 0x4c7, entries: armv7mEntries },
  ],
  debugApb: { select: 2, idr: 0x54770002, romTable: 0xe00e0000, dbgmcu: 0xe00e1000 },
  // RCC_CR with HSION and HSIRDY at 64 MHz, RCC_RSR.
  rccReset: new Map([
    [0x00, 0x25],
    [0xd0, 0x00e80000],
  ]),
  // PWR_D3CR: VOS3 and VOSRDY.
  pwrReset: new Map([[0x18, 0x6000]]),
  assumed: {
    // Cortex-M7 r1p1 of __CM7_REV.
    cpuid: 0x411fc271,
    peripherals: { iwdg: 0x58004800, rcc: 0x58024400, pwr: 0x58024800 },
    mainFlash: { sectors: [0x20000], dualBank: false },
  },
};
