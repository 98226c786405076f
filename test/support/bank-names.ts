/** The banks of the package, as every list of them has them. */
export const shippedBanks = [
  'stm32c0-otp',
  'stm32f2-otp',
  'stm32f4-otp',
  'stm32f72x-otp',
  'stm32f74x-otp',
  'stm32f76x-otp',
  'stm32g0-otp',
  'stm32g4-otp',
  'stm32h72x-e-sector',
  'stm32h72x-g-sector',
  'stm32h74x-g-sector',
  'stm32h74x-i-sector',
  'stm32l4-otp',
  'stm32l5-otp',
  'stm32u0-otp',
  'stm32u5-otp',
] as const;

/** Those that other hosts get. */
export const exportedNames = shippedBanks.filter((name) => !name.endsWith('-sector'));

/** How many devices each has: those of the public list of its family. */
export const shippedDevices = {
  'stm32c0-otp': 54,
  'stm32f2-otp': 38,
  'stm32f4-otp': 149,
  'stm32f72x-otp': 25,
  'stm32f74x-otp': 24,
  'stm32f76x-otp': 39,
  'stm32g0-otp': 104,
  'stm32g4-otp': 93,
  'stm32h72x-e-sector': 7,
  'stm32h72x-g-sector': 14,
  'stm32h74x-g-sector': 12,
  'stm32h74x-i-sector': 18,
  'stm32l4-otp': 139,
  'stm32l5-otp': 17,
  'stm32u0-otp': 32,
  'stm32u5-otp': 77,
} as const satisfies Record<(typeof shippedBanks)[number], number>;
