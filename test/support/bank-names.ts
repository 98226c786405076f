/** The banks of the package, as every list of them has them. */
export const shippedBanks = ['stm32f4-otp', 'stm32g0-otp', 'stm32g4-otp', 'stm32l4-otp'] as const;
