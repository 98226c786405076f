import type { OnceFamily } from './family.js';
import { stm32g0 } from './stm32g0.js';

/** RM0490: as the STM32G0, without ECC and a voltage range. */
export const stm32c0: OnceFamily = {
  ...stm32g0,
  name: 'STM32C0',
  // The manual says yes, and nobody has tried: the simulated chip says no, so that nothing relies on it.
  otpOpenAtLevel1: false,
  // PWR_CR1 and PWR_CR3; bit 9 of CR1 has no name.
  pwrReset: new Map([
    [0x00, 0x208],
    [0x08, 0x8000],
  ]),
};
