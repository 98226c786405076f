import type { BitsFamily } from './family.js';
import { stm32f4 } from './stm32f4.js';

/** PM0059 and RM0033: as the STM32F4, without RDERR, ERRIE and a second bank. */
export const stm32f2: BitsFamily = {
  ...stm32f4,
  name: 'STM32F2',
  // As on the STM32F4; no OPTCR1.
  options: { reset: 0x0fffaaed, rdpShift: 8, watchdogBit: 5 },
  // FLASH_CR of the STM32F2 CMSIS headers.
  reservedControl: ['ERRIE', 'MER2'],
  // PM0059 §2.5.
  psizeMv: [1800, 2100, 2700, Number.POSITIVE_INFINITY],
  // PWR_CR of RM0033: no voltage scaling.
  pwrReset: new Map(),
  assumed: { ...stm32f4.assumed, cpuid: 0x412fc230 },
};
