import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../../src/chip/index.js';
import { deviceOf } from '../support/chips.js';

describe('the flash controller of a bank', () => {
  it.each(['stm32h7', 'constructor', 'toString', 'valueOf'])('that is called %s is not simulated', (name) => {
    const device = deviceOf('STM32L476RG');
    const { bank } = device;
    const { flashInterface: _, ...described } = bank;
    const other = { ...device, bank: { ...described, controller: { ...bank.controller, name } } };
    expect(() => SimulatedChip.create(other)).toThrow(
      expect.objectContaining({
        code: 'CHIP_CONTROLLER',
        message: expect.stringContaining(`no simulated flash controller is called "${name}"`),
        remedy: expect.stringMatching(
          /STM32C0, STM32F2, STM32F4, STM32F7, STM32G0, STM32G4, STM32H7, STM32L4, STM32L5, STM32U0, STM32U5/,
        ),
      }),
    );
  });

  it('lays ST’s cells over nothing else, where a bank has them far apart', () => {
    const device = deviceOf('STM32L476RG');
    const identity = { ...device.bank.identity, uid: 0x60000000 };
    const other = { ...device, bank: { ...device.bank, identity } };
    expect(() => SimulatedChip.create(other)).toThrow(
      expect.objectContaining({
        code: 'CHIP_CONTROLLER',
        message: expect.stringContaining('the unique ID at 0x60000000 and the flash size at 0x1FFF75E0'),
      }),
    );
  });
});
