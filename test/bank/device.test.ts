import { beforeAll, describe, expect, it } from 'vitest';
import { findBank, findDevice, type LoadedBank, listDevices, loadBanks } from '../../src/bank/index.js';

describe('device look-up', () => {
  let banks: readonly LoadedBank[];
  beforeAll(async () => {
    banks = await loadBanks();
  });

  it('serves the 149 F4 and 139 L4/L4+ devices', () => {
    const devices = listDevices(banks);
    expect(devices.filter(({ bank }) => bank.name === 'stm32f4-otp')).toHaveLength(149);
    expect(devices.filter(({ bank }) => bank.name === 'stm32l4-otp')).toHaveLength(139);
  });

  it.each([
    ['STM32F401RE', 'STM32F401RE'],
    ['stm32l476rg', 'STM32L476RG'],
    ['STM32F401RETx', 'STM32F401RE'],
    ['STM32F401RET6', 'STM32F401RE'],
    ['STM32F401RET6TR', 'STM32F401RE'],
    [' STM32L4R5ZI ', 'STM32L4R5ZI'],
  ])('finds %s as %s', (query, name) => {
    expect(findDevice(query, banks).name).toBe(name);
  });

  it.each(['STM32F401', 'STM32F401RE-T', 'STM32H743ZI', '', 'STM32'])('knows no device %j', (query) => {
    expect(() => findDevice(query, banks)).toThrow(expect.objectContaining({ code: 'DEVICE_UNKNOWN' }));
  });

  it('suggests what was meant', () => {
    expect(() => findDevice('STM32F401RF', banks)).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('STM32F401RE') }),
    );
  });

  it('finds a bank by its own name and by a device', () => {
    expect(findBank('stm32l4-otp', banks).bank.family).toBe('STM32L4');
    expect(findBank('stm32f401re', banks).bank.name).toBe('stm32f4-otp');
    expect(() => findBank('nosuch', banks)).toThrow(expect.objectContaining({ code: 'BANK_NOT_FOUND' }));
  });
});
