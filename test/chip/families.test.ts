import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Device, parseBank } from '../../src/bank/index.js';
import { SimulatedChip, simulatedFamily } from '../../src/chip/index.js';
import { type Controller, shippedControllers } from '../../src/controller/index.js';
import { firstFormat } from '../support/first-format.js';
import { deviceOf } from './support/chips.js';

const controllers = shippedControllers();

function firstFormatDevice(file: 'stm32f4.yaml' | 'stm32l4.yaml', family: string, flashKb = 256): Device {
  const text = readFileSync(firstFormat(file), 'utf8').replace(/^family: \S+/m, `family: ${family}`);
  const bank = parseBank(text, file, controllers);
  const line = bank.lines[0];
  if (!line) throw new Error(`${file} has no line`);
  return { name: `${family}01`, flashKb, line, bank, file };
}

/** A device whose controller is described as a user's own. */
function withController(name: string, change: (controller: Controller) => Controller): Device {
  const device = deviceOf(name);
  const { flashInterface } = device.bank;
  if (!flashInterface) throw new Error(`${name} has no controller`);
  return { ...device, bank: { ...device.bank, family: 'ACME', flashInterface: change(flashInterface) } };
}

describe('what a device is simulated as', () => {
  test.each([
    ['STM32F401RE', 'STM32F4'],
    ['STM32L476RG', 'STM32L4'],
    ['STM32L4R5ZI', 'STM32L4'],
  ])('%s is itself', (name, family) => {
    expect(SimulatedChip.create(deviceOf(name)).simulatedAs).toBe(family);
  });

  test.each(['STM32WB', 'STM32G0'])(
    'a bank of %s is what its controller is, which does not name it',
    (name) => {
      const device = firstFormatDevice('stm32l4.yaml', name);
      expect(simulatedFamily(device)).toBe('STM32L4');
      expect(SimulatedChip.create(device).simulatedAs).toBe('STM32L4');
    },
  );

  test('a controller that names another family signs for the one that is modelled', () => {
    const device = withController('STM32L476RG', (controller) => ({
      ...controller,
      families: ['ACME', 'STM32L4'],
    }));
    expect(simulatedFamily(device)).toBe('STM32L4');
  });

  test('a family without a model is refused, and the way out is named', () => {
    const device = withController('STM32L476RG', (controller) => ({ ...controller, families: ['ACME'] }));
    expect(() => SimulatedChip.create(device)).toThrow(
      expect.objectContaining({
        code: 'CHIP_CONTROLLER',
        message: expect.stringContaining('is for ACME, and the simulated chip has no model of that'),
        remedy: expect.stringContaining('families of the controller'),
      }),
    );
  });

  test('a controller with another write unit than its family is refused', () => {
    const device = withController('STM32L476RG', (controller) => ({
      ...controller,
      families: ['STM32F4'],
    }));
    expect(() => SimulatedChip.create(device)).toThrow(
      expect.objectContaining({ code: 'CHIP_CONTROLLER', message: expect.stringContaining('write unit') }),
    );
  });

  test.each([
    ['STM32F401RE', 'PGPERR'],
    ['STM32L476RG', 'SIZERR'],
  ])('%s without the flag %s is refused before anything is run', (name, flag) => {
    const device = withController(name, (controller) => {
      const { [flag]: _, ...bits } = controller.status.bits;
      const families = name.startsWith('STM32F4') ? ['STM32F4'] : ['STM32L4'];
      return { ...controller, families, status: { ...controller.status, bits } };
    });
    expect(() => SimulatedChip.create(device)).toThrow(
      expect.objectContaining({ code: 'CHIP_CONTROLLER', message: expect.stringContaining(flag) }),
    );
  });
});

describe('a description of format 1', () => {
  test('has the sectors, peripherals and core that its family is assumed to have', () => {
    const f4 = SimulatedChip.create(firstFormatDevice('stm32f4.yaml', 'STM32F4', 2048));
    // One bank of 128 KB sectors: that a line has two is a fact of format 2.
    expect(f4.flashSectors.map(({ size }) => size / 1024).slice(0, 7)).toEqual([
      16, 16, 16, 16, 64, 128, 128,
    ]);
    expect(f4.flashSectors).toHaveLength(20);
    const l4 = SimulatedChip.create(firstFormatDevice('stm32l4.yaml', 'STM32L4'));
    expect(l4.flashSectors).toHaveLength(128);
    for (const chip of [f4, l4]) {
      const cpuid = new DataView(chip.readMemory(0xe000ed00, 4, 4).buffer).getUint32(0, true);
      expect(cpuid).toBe(0x410fc241);
      expect(() => chip.readMemory(0x40003000, 4)).not.toThrow();
    }
  });
});
