import { beforeAll, describe, expect, it } from 'vitest';
import { findBank, findDevice, type LoadedBank, listDevices, loadBanks } from '../../src/bank/index.js';

describe('device look-up', () => {
  let banks: readonly LoadedBank[];
  beforeAll(async () => {
    banks = await loadBanks();
  });

  it.each([
    ['stm32c0-otp', 54],
    ['stm32f2-otp', 38],
    ['stm32f4-otp', 149],
    ['stm32f72x-otp', 25],
    ['stm32f74x-otp', 24],
    ['stm32f76x-otp', 39],
    ['stm32g0-otp', 104],
    ['stm32g4-otp', 93],
    ['stm32l4-otp', 139],
    ['stm32l5-otp', 17],
    ['stm32u0-otp', 32],
    ['stm32u5-otp', 77],
  ])('serves the devices of %s, %d of them', (name, count) => {
    const devices = listDevices(banks);
    expect(devices.filter(({ bank }) => bank.name === name)).toHaveLength(count);
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

  it.each(['STM32F401', 'STM32F401RE-T', 'STM32H745ZI', '', 'STM32'])('knows no device %j', (query) => {
    expect(() => findDevice(query, banks)).toThrow(expect.objectContaining({ code: 'DEVICE_UNKNOWN' }));
  });

  it.each(['STM32F401RF', 'stm32f4o1re', 'STM32F41RE'])('suggests what was meant by %s', (query) => {
    expect(() => findDevice(query, banks)).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/^Did you mean .*STM32F401RE/) }),
    );
  });

  it.each(['STM32F103C8', 'STM32F301RE', 'STM32L152RE', 'STM32U385RG', 'STM32WB55RG', 'STM32H745ZI'])(
    'suggests no chip of another family for %s, which is not served',
    (query) => {
      expect(() => findDevice(query, banks)).toThrow(
        expect.objectContaining({
          code: 'DEVICE_UNKNOWN',
          remedy: expect.stringContaining(`otpforge explain ${query}`),
          details: expect.objectContaining({ query, suggestions: [] }),
        }),
      );
    },
  );

  it.each(['GD32F401RE', 'AT32F403A'])('suggests no chip of another maker for %s', (query) => {
    expect(() => findDevice(query, banks)).toThrow(
      expect.objectContaining({
        code: 'DEVICE_UNKNOWN',
        remedy: expect.stringContaining('banks --devices'),
        details: { query, suggestions: [] },
      }),
    );
  });

  it('finds a bank by its own name and by a device', () => {
    expect(findBank('stm32l4-otp', banks).bank.family).toBe('STM32L4');
    expect(findBank('stm32f401re', banks).bank.name).toBe('stm32f4-otp');
    expect(() => findBank('nosuch', banks)).toThrow(expect.objectContaining({ code: 'BANK_NOT_FOUND' }));
  });
});
