import { describe, expect, it } from 'vitest';
import { type Edit, refusalsOf } from './edited-bank.js';

const locks =
  '  locks: { kind: bytes, offset: 0x200, count: 16, blockSize: 32, unlocked: 0xFF, locked: 0x00 }\n';

describe('the parts of an OTP area', () => {
  it('must cover it, so that nothing is burnt which is neither data nor a lock', () => {
    expect(refusalsOf('stm32f4.yaml', [locks, ''])).toEqual([
      expect.stringMatching(
        /^bank\.yaml:16: otp\.size: 16 of the 0x210 bytes are neither data nor lock bytes/,
      ),
    ]);
  });

  it('may be data alone', () => {
    const whole: Edit = ['data: { offset: 0x000, size: 0x200 }', 'data: { offset: 0x000, size: 0x210 }'];
    expect(refusalsOf('stm32f4.yaml', [locks, ''], whole)).toEqual([]);
  });

  it('take error correction of whole write units only', () => {
    expect(refusalsOf('stm32l4.yaml', ['dataBits: 64', 'dataBits: 128'])).toEqual([
      expect.stringMatching(/otp\.ecc\.dataBits: must be 64/),
    ]);
  });
});

describe('the RAM of the loader', () => {
  it.each([
    [
      'begins between words',
      ['base: 0x20000000', 'base: 0x20000001'],
      /loader\.ram\.base: must be a multiple of 8/,
    ],
    [
      'ends where no stack may',
      ['size: 0x4000', 'size: 0x3FFC'],
      /loader\.ram\.size: must be a multiple of 8/,
    ],
    [
      'holds no loader',
      ['size: 0x4000', 'size: 0x100'],
      /loader\.ram\.size: must be at least 0x610: 0x400 for/,
    ],
  ] as const)('is refused when it %s', (_what, edit, message) => {
    expect(refusalsOf('stm32f4.yaml', edit)).toEqual([expect.stringMatching(message)]);
  });

  it('must be there on every line', () => {
    expect(refusalsOf('stm32f4.yaml', ['size: 0x4000', 'size: 0x8008'])).toEqual([
      expect.stringMatching(
        /^bank\.yaml:\d+: lines\.4\.ramKb: STM32F410 has 32 KiB of RAM, less than the 0x8008/,
      ),
    ]);
  });
});

describe('the time limit of a page', () => {
  it('must fit into the descriptor and a timer', () => {
    expect(refusalsOf('stm32f4.yaml', ['timeoutMs: 1000', 'timeoutMs: 5000000000'])).toEqual([
      expect.stringMatching(/^bank\.yaml:\d+: loader\.timeoutMs: Too big/),
    ]);
  });
});
