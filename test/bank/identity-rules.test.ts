import { describe, expect, it } from 'vitest';
import { refusalsOf } from './edited-bank.js';

describe('registers of a bank', () => {
  it.each([
    ['base: 0x40022000', 'base: 0x40022002', /controller\.base: 0x40022002 is not a register/],
    ['statusOffset: 0x10', 'statusOffset: 0x11', /controller\.statusOffset: 0x00000011 is not a register/],
    ['register: 0x40022018', 'register: 0x40022019', /otp\.ecc\.register: /],
    ['idcode: 0xE0042000', 'idcode: 0xE0042001', /identity\.idcode: /],
    ['register: 0x40022020', 'register: 0x40022021', /readProtection\.register: /],
    ['register: 0x40007000', 'register: 0x40007001', /voltageScaling\.register: /],
  ])('are words: %s, not %s', (from, to, message) => {
    expect(refusalsOf('stm32l4.yaml', [from, to])).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['shift: 8, mask: 0xFF', 'shift: 8, mask: 0x0', /readProtection\.mask: 0x0 shifted by 8 leaves no field/],
    [
      'shift: 8, mask: 0xFF',
      'shift: 28, mask: 0xFF',
      /readProtection\.mask: 0xFF shifted by 28 leaves no field/,
    ],
    [
      'shift: 8, mask: 0xFF',
      'shift: 8, mask: 0x0F',
      /readProtection\.level0: 0xAA has bits outside the mask 0xF/,
    ],
    ['level2: 0xCC', 'level2: 0x1CC', /readProtection\.level2: 0x1CC has bits outside the mask 0xFF/],
  ])('have fields that can hold what is looked for: %s, not %s', (from, to, message) => {
    expect(refusalsOf('stm32f4.yaml', [from, to])).toContainEqual(expect.stringMatching(message));
  });

  it('have a voltage range that the mask leaves', () => {
    expect(refusalsOf('stm32l4.yaml', ['required: 1', 'required: 5'])).toEqual([
      expect.stringMatching(/voltageScaling\.required: 0x5 has bits outside the mask 0x3/),
    ]);
  });
});

describe('lines of a bank', () => {
  it('have DEV_IDs, not whole IDCODEs', () => {
    expect(refusalsOf('stm32f4.yaml', ['devIds: [0x423]', 'devIds: [0x10016423]'])).toEqual([
      expect.stringMatching(/lines\.0\.devIds\.0: is more than DEV_ID, bits 11:0 of IDCODE, can hold/),
    ]);
  });

  it.each(['STM32F401RB', 'stm32f401rb'])('name a device once, whatever its letters: %s', (name) => {
    expect(refusalsOf('stm32f4.yaml', ['STM32F401CD:', `${name}:`])).toEqual([
      expect.stringMatching(
        new RegExp(`^bank\\.yaml:\\d+: lines\\.1\\.devices\\.${name}: is a device of STM32F401xB/C already`),
      ),
    ]);
  });

  it.each([
    ['a flag that is no name', 'BSY: 16', '"B S": 16', /controller\.statusBits/],
    [
      'a title too long for FlashDevice',
      'title: STM32F4 OTP',
      `title: ${'Ö'.repeat(64)}`,
      /title: use at most 127 bytes/,
    ],
    ['a unique ID of a kilobyte', 'uidSize: 12', 'uidSize: 1024', /identity\.uidSize: Too big/],
  ])('do not come with %s', (_what, from, to, message) => {
    expect(refusalsOf('stm32f4.yaml', [from, to])).toEqual([expect.stringMatching(message)]);
  });
});
