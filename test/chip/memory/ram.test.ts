import { describe, expect, test } from 'vitest';
import type { Device } from '../../../src/bank/index.js';
import { SimulatedChip } from '../../../src/chip/index.js';
import { deviceOf, halfwords, words } from '../support/chips.js';
import { codeAddress, prepare, stackTop, thumb } from '../support/thumb.js';

const CCM = 0x10000000;
const f407 = deviceOf('STM32F407VG');

/** Runs a piece of code at an address as a probe does. */
function runAt(chip: SimulatedChip, address: number): string {
  prepare(chip, []);
  chip.writeMemory(address, halfwords(thumb.movs(0, 42), thumb.bkpt));
  chip.writeRegister('PC', address);
  chip.go();
  chip.run(1000);
  return `${chip.haltReason} ${chip.readRegister('R0')}`;
}

describe('the RAM of the simulated chip', () => {
  test('is that of the line, whatever the bank claims for its loader', () => {
    const { bank, line } = f407;
    const claims = [CCM, 0x20010000, 0x30000000];
    for (const base of claims) {
      const device: Device = {
        ...f407,
        bank: { ...bank, loader: { ...bank.loader, ram: { base, size: 0x4000 } } },
      };
      const chip = SimulatedChip.create(device);
      chip.writeMemory(0x20000000 + line.ramKb * 1024 - 4, words(1));
      expect(() => chip.writeMemory(0x20000000 + line.ramKb * 1024, words(1))).toThrow(/nothing is mapped/);
      expect(() => chip.writeMemory(0x30000000, words(1))).toThrow(/nothing is mapped/);
    }
  });

  test('takes data in the CCM of an F4, and runs no code there', () => {
    const chip = SimulatedChip.create(f407);
    chip.writeMemory(CCM + 0xfffc, words(0x12345678));
    expect(chip.readMemory(CCM + 0xfffc, 4)).toEqual(words(0x12345678));
    expect(() => chip.readMemory(CCM + 0x10000, 4)).toThrow(/nothing is mapped/);
    expect(runAt(chip, codeAddress)).toBe('bkpt 42');
    expect(runAt(chip, CCM)).toMatch(/^hardfault/);
    expect(chip.faultReason).toMatch(/0x10000000.*RAM that runs no code/);
    // The core reads and writes it anyway: its stack may be there.
    prepare(chip, [thumb.push(1), thumb.pop(2), thumb.bkpt], { 0: 7, 1: 0 });
    chip.writeRegister('MSP', CCM + 0x1000);
    chip.go();
    chip.run(1000);
    expect([chip.haltReason, chip.readRegister('R1')]).toEqual(['bkpt', 7]);
    expect(() => SimulatedChip.create(deviceOf('STM32F446RE')).readMemory(CCM, 4)).toThrow(
      /nothing is mapped/,
    );
  });

  test.each([
    ['STM32L431RC', 0x2000c000, 0x4000],
    ['STM32L496ZG', 0x20040000, 0x10000],
    ['STM32L4R5ZI', 0x20030000, 0x10000],
  ])('shows SRAM2 of %s at 0x10000000 too', (name, base, size) => {
    const chip = SimulatedChip.create(deviceOf(name));
    chip.writeMemory(base + size - 4, words(0xcafe));
    expect(chip.readMemory(CCM + size - 4, 4)).toEqual(words(0xcafe));
    expect(() => chip.readMemory(CCM + size, 4)).toThrow(/nothing is mapped/);
    expect(runAt(chip, CCM + 8)).toBe('bkpt 42');
    expect([...chip.bench.peek(base + 8, 2)]).toEqual([42, 0x20]);
  });

  test('of STM32L476 has SRAM2 at 0x10000000 and nothing behind SRAM1', () => {
    const chip = SimulatedChip.create(deviceOf('STM32L476RG'));
    expect(runAt(chip, CCM)).toBe('bkpt 42');
    expect(() => chip.readMemory(0x20018000, 4)).toThrow(/nothing is mapped/);
  });

  test('holds anything after power-on, and a stuck bit in any of it', () => {
    const chip = SimulatedChip.create(f407);
    chip.writeMemory(CCM, words(0, 0));
    chip.bench.stickRam(CCM, 0, 1);
    chip.bench.poke(CCM + 4, words(5));
    expect(chip.readMemory(CCM, 8)).toEqual(words(1, 5));
    chip.powerCycle();
    expect(chip.readMemory(CCM + 4, 4)).not.toEqual(words(5));
    expect(chip.readMemory(CCM, 1)[0]! & 1).toBe(1);
    expect(stackTop).toBeLessThan(0x20020000);
  });
});
