import { describe, expect, it } from 'vitest';
import { refusalsOf } from './edited-bank.js';

describe('the OTP of a bank', () => {
  it.each([
    [
      'main flash',
      '0x08000000',
      /otp\.base: the OTP \(0x08000000 to 0x080003FF\) overlaps the main flash of STM32L/,
    ],
    ['RAM', '0x20001000', /otp\.base: the OTP \(0x20001000 to 0x200013FF\) overlaps the RAM of /],
    ['the unique ID', '0x1FFF7400', /otp\.base: .* overlaps the unique ID \(0x1FFF7590 to 0x1FFF759B\)/],
    [
      'the flash registers',
      '0x40022000',
      /otp\.base: .* overlaps the flash controller \(0x40022000 to 0x40022013\)/,
    ],
    ['the end of all addresses', '0xFFFFFC00', undefined],
  ])('does not reach into %s', (_what, base, message) => {
    const refusals = refusalsOf('stm32l4.yaml', ['base: 0x1FFF7000', `base: ${base}`]);
    expect(refusals).toEqual(message ? [expect.stringMatching(message)] : []);
  });

  it('ends before the unique ID that follows it', () => {
    const edits = [
      ['size: 0x210', 'size: 0x220'],
      ['data: { offset: 0x000, size: 0x200 }', 'data: { offset: 0x000, size: 0x210 }'],
      ['offset: 0x200, count: 16, blockSize: 32', 'offset: 0x210, count: 16, blockSize: 33'],
    ] as const;
    expect(refusalsOf('stm32f4.yaml', ...edits)).toEqual([
      expect.stringMatching(
        /^bank\.yaml:15: otp\.base: .*\(0x1FFF7800 to 0x1FFF7A1F\) overlaps the unique ID/,
      ),
    ]);
  });

  it('lies within the address space', () => {
    expect(refusalsOf('stm32l4.yaml', ['base: 0x1FFF7000', 'base: 0xFFFFFE00'])).toContainEqual(
      expect.stringMatching(/otp\.size: the OTP runs past the end of the address space/),
    );
  });
});

describe('the sizes of a line', () => {
  it.each([
    [
      'ramKb: 64',
      'ramKb: 163840000',
      /lines\.0\.ramKb: the RAM of \S+ runs past the end of the address space/,
    ],
    [
      'STM32F401CB: 128',
      'STM32F401CB: 131072000',
      /devices\.STM32F401CB: the main flash of STM32F401CB runs past/,
    ],
    [
      'STM32F401CB: 128',
      'STM32F401CB: 524288',
      /devices\.STM32F401CB: .* overlaps the RAM of .*; sizes are in KiB/,
    ],
  ])('are KiB, %s and not %s', (from, to, message) => {
    expect(refusalsOf('stm32f4.yaml', [from, to])).toContainEqual(expect.stringMatching(message));
  });
});
