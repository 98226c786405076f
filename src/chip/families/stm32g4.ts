import type { OnceFamily } from './family.js';
import { stm32l4 } from './stm32l4.js';

/** RM0440: as the STM32L4, clocked by HSI16, and without PEMPTY. */
export const stm32g4: OnceFamily = {
  ...stm32l4,
  name: 'STM32G4',
  // FLASH_ACR: DBG_SWEN is bit 18, and set after a reset.
  acr: { reset: 0x40600, writable: 0x47fff },
  emptyFlag: undefined,
  // FLASH_ECCR: SYSF_ECC 22.
  ecc: { addressOf: (offset) => offset & ~7 & 0x7ffff, systemBit: 22 },
  // RCC_CR with HSION and HSIRDY, RCC_AHB1ENR with FLASHEN, RCC_CSR.
  rccReset: new Map([
    [0x00, 0x500],
    [0x48, 0x100],
    [0x94, 0x0c000000],
  ]),
};
