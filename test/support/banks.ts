import { type Bank, findBank, findDevice, isSector, loadBanks } from '../../src/bank/index.js';

const banks = await loadBanks();

export const allBanks = banks;
/** Those that other hosts get: a reserved sector is none of them. */
export const exportedBanks = banks.filter(({ bank }) => !isSector(bank));
export const f4: Bank = findBank('stm32f4-otp', banks).bank;
export const l4: Bank = findBank('stm32l4-otp', banks).bank;
export const f401 = findDevice('STM32F401RE', banks);
export const l476 = findDevice('STM32L476RG', banks);
