import type { OnceFamily } from './family.js';
import { stm32l5 } from './stm32l5.js';

/** RM0456: as the STM32L5, with quad-words and WDW. */
export const stm32u5: OnceFamily = {
  ...stm32l5,
  name: 'STM32U5',
  unitSize: 16,
  // FLASH_ACR: LATENCY 3:0, PRFTEN 8, LPM 11, SLEEP_PD 14. PDREQ1 and PDREQ2, 12 and 13, ask for power-down: a store is noted.
  acr: { reset: 0, writable: 0x490f },
  // FLASH_OPTR with TZEN 0 and DUALBANK 1.
  options: { ...stm32l5.options, reset: 0x1feff8aa },
  // ADDR_ECC counts bytes in quad-words.
  ecc: { addressOf: (offset) => offset & ~15 & 0x1fffff, systemBit: 22 },
  // RCC_CR with MSIS and its flag, RCC_AHB1ENR with FLASHEN.
  rccReset: new Map([
    [0x00, 0x35],
    [0x88, 0xd0200100],
  ]),
  pwrReset: new Map(),
  assumed: {
    cpuid: 0x410fd214,
    peripherals: { iwdg: 0x40003000, rcc: 0x46020c00, pwr: 0x46020800 },
    mainFlash: { sectors: [0x2000], dualBank: true },
  },
};
