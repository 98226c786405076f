import type { OnceFamily } from './family.js';
import { stm32g0 } from './stm32g0.js';

/** As the STM32G0, clocked by MSI; its clocks have registers of their own. */
export const stm32u0: OnceFamily = {
  ...stm32g0,
  name: 'STM32U0',
  // Not known of silicon: nothing may rely on it.
  otpOpenAtLevel1: false,
  // RCC_CR with MSION and MSIRDY, RCC_AHBENR with FLASHEN.
  rccReset: new Map([
    [0x00, 0x83],
    [0x48, 0x100],
  ]),
  assumed: {
    ...stm32g0.assumed,
    peripherals: {
      ...stm32g0.assumed.peripherals,
      pwrClock: { register: 0x40021058, bit: 28 },
    },
    dbgmcuClock: { register: 0x40021050, bit: 0 },
  },
};
