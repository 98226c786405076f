/** Chips of each family with an OTP driver of OpenOCD's own, which was written without our model of the flash. */
export const bytewise = ['STM32F207ZG', 'STM32F401RE', 'STM32F746ZG', 'STM32F767ZI'];
/** Chips with a reserved sector in a main flash of 256-bit words. */
export const flashWords = ['STM32H743ZI', 'STM32H743ZG', 'STM32H723ZG'];
/** Or quad-words: U575 and U585 are all that it knows of the STM32U5. */
export const doubleWords = [
  'STM32L476RG',
  'STM32G431RB',
  'STM32G474RE',
  'STM32L552ZE',
  'STM32U575ZI',
  'STM32U585AI',
];
/** They have no JTAG: a TAP that no chip has makes OpenOCD a witness of the flash controller alone. */
export const byTestJtag = ['STM32G071RB', 'STM32G0B1RE'];
