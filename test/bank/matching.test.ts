import { describe, expect, it } from 'vitest';
import { type Bank, devicesOfChip, idcodePlaces, listDevices, sharedDevice } from '../../src/bank/index.js';
import { deviceOf } from '../chip/support/chips.js';
import { allBanks } from '../support/banks.js';

const idcode = 0xe0042000;

describe('the devices that a chip may be', () => {
  it('have its core, its DEV_ID, and that at the same address', () => {
    const core = 'Cortex-M4';
    const names = devicesOfChip({ core, idcode, devId: 0x433 }, allBanks).map(({ name }) => name);
    expect(names).toContain('STM32F401RE');
    expect(names.every((name) => /^STM32F401.[DE]$/.test(name))).toBe(true);
    expect(devicesOfChip({ core, idcode: 0x40015800, devId: 0x433 }, allBanks)).toEqual([]);
  });

  it.each(['Cortex-M55', 'Cortex-M', 'Cortex-M4+', 'Cortex-M0'])('are none with %s', (core) => {
    expect(idcodePlaces(core, allBanks)).toEqual([]);
    expect(devicesOfChip({ core, idcode, devId: 0x411 }, allBanks)).toEqual([]);
  });

  it.each([
    ['Cortex-M3', 'stm32f2-otp'],
    ['Cortex-M4', 'stm32f4-otp'],
  ])('with DEV_ID 0x411 and a %s are those of %s', (core, name) => {
    const devices = devicesOfChip({ core, idcode, devId: 0x411 }, allBanks);
    expect([...new Set(devices.map(({ bank }) => bank.name))]).toEqual([name]);
  });

  it('share one device: the letters in which they agree, and the least RAM of them', () => {
    const [large, small] = ['STM32F405RG', 'STM32F407VG'].map(deviceOf);
    if (!large || !small) throw new Error('unreachable');
    const less = { ...small, line: { ...small.line, ramKb: 64 } };
    expect(sharedDevice([large, less])).toEqual({ ...less, name: 'STM32F40xxG' });
    const high = { ...large, bank: { ...large.bank, supply: { minimumMv: 2000, maximumMv: 3600 } } };
    expect(sharedDevice([high, less]).bank.supply).toEqual({ minimumMv: 2000, maximumMv: 3600 });
    expect(sharedDevice([{ ...large, name: 'STM32F405RG1' }, less]).name).toBe('STM32F40xxG');
  });

  it('agree in every fact that a burn uses, but for the supply', () => {
    const groups = new Map<string, Bank[]>();
    for (const { bank, line, flashKb } of listDevices(allBanks)) {
      for (const devId of line.devIds) {
        const chip = [line.core, devId, flashKb].join();
        groups.set(chip, [...(groups.get(chip) ?? []), bank]);
      }
    }
    expect(groups.size).toBeGreaterThan(50);
    for (const group of groups.values()) {
      const facts = group.map((bank) => ({ ...bank, supply: undefined }));
      for (const each of facts) expect(each).toEqual(facts[0]);
    }
  });
});
