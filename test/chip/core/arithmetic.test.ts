import { expect, test } from 'vitest';
import { fc } from '../../support/property.js';
import { newF4 } from '../support/chips.js';
import { prepare, thumb } from '../support/thumb.js';

const chip = newF4();
const uint32 = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff),
);
const amount = fc.oneof(fc.integer({ min: 0, max: 64 }), fc.constantFrom(0, 1, 31, 32, 33, 255, 256, 288));
const carry = fc.boolean();

interface Outcome {
  readonly result: number;
  readonly flags: string;
}

// One instruction on R0 and R1 with a given carry; flags as "NZCV" with a dot where clear.
function execute(opcode: number, left: number, right: number, carryIn: boolean): Outcome {
  prepare(chip, [opcode, thumb.bkpt], { 0: left, 1: right });
  chip.writeRegister('xPSR', 0x01000000 | (carryIn ? 0x20000000 : 0));
  chip.step();
  return { result: chip.readRegister('R0'), flags: flagsOf(chip.readRegister('xPSR')) };
}

const flagsOf = (psr: number): string =>
  [...'NZCV'].map((name, index) => ((psr >>> (31 - index)) & 1 ? name : '.')).join('');

// The pseudocode AddWithCarry of the manual (D5.3.1) on whole numbers.
function addWithCarry(left: number, right: number, carryIn: boolean): Outcome {
  const unsigned = BigInt(left) + BigInt(right) + BigInt(carryIn);
  const signed = BigInt(left | 0) + BigInt(right | 0) + BigInt(carryIn);
  const result = Number(BigInt.asUintN(32, unsigned));
  return {
    result,
    flags: [
      result >>> 31 ? 'N' : '.',
      result === 0 ? 'Z' : '.',
      unsigned > 0xffffffffn ? 'C' : '.',
      signed !== BigInt.asIntN(32, signed) ? 'V' : '.',
    ].join(''),
  };
}

// One bit at a time, as the manual's Shift_C is defined.
function shifted(
  kind: 'lsl' | 'lsr' | 'asr' | 'ror',
  value: number,
  count: number,
  carryIn: boolean,
): Outcome {
  let bits = BigInt(value);
  let out = carryIn;
  for (let step = 0; step < count; step += 1) {
    const top = bits >> 31n;
    const low = bits & 1n;
    out = (kind === 'lsl' ? top : low) === 1n;
    if (kind === 'lsl') bits = (bits << 1n) & 0xffffffffn;
    else bits = (bits >> 1n) | ((kind === 'asr' ? top : kind === 'ror' ? low : 0n) << 31n);
  }
  const result = Number(bits);
  return { result, flags: `${result >>> 31 ? 'N' : '.'}${result === 0 ? 'Z' : '.'}${out ? 'C' : '.'}.` };
}

test('ADCS and SBCS follow AddWithCarry', () => {
  fc.assert(
    fc.property(uint32, uint32, carry, (left, right, carryIn) => {
      expect(execute(thumb.adcs(0, 1), left, right, carryIn)).toEqual(addWithCarry(left, right, carryIn));
      expect(execute(thumb.sbcs(0, 1), left, right, carryIn)).toEqual(
        addWithCarry(left, ~right >>> 0, carryIn),
      );
    }),
  );
});

test('ADDS and SUBS follow AddWithCarry', () => {
  fc.assert(
    fc.property(uint32, uint32, (left, right) => {
      expect(execute(thumb.adds(0, 0, 1), left, right, false)).toEqual(addWithCarry(left, right, false));
      expect(execute(thumb.subs(0, 0, 1), left, right, false)).toEqual(
        addWithCarry(left, ~right >>> 0, true),
      );
    }),
  );
});

test('shifts by a register follow Shift_C for every amount', () => {
  fc.assert(
    fc.property(uint32, amount, carry, (value, count, carryIn) => {
      const steps = count & 0xff;
      expect(execute(thumb.lsls(0, 1), value, count, carryIn)).toEqual(shifted('lsl', value, steps, carryIn));
      expect(execute(thumb.lsrs(0, 1), value, count, carryIn)).toEqual(shifted('lsr', value, steps, carryIn));
      expect(execute(thumb.asrs(0, 1), value, count, carryIn)).toEqual(shifted('asr', value, steps, carryIn));
      expect(execute(thumb.rors(0, 1), value, count, carryIn)).toEqual(shifted('ror', value, steps, carryIn));
    }),
  );
});

test('STM writes its base back even when the base is in the list', () => {
  prepare(chip, [thumb.stm(0, 0b0011)], { 0: 0x20000800, 1: 0x1234 });
  chip.step();
  expect(chip.readRegister('R0')).toBe(0x20000808);
  expect(Array.from(chip.readMemory(0x20000800, 8))).toEqual([0x00, 0x08, 0x00, 0x20, 0x34, 0x12, 0, 0]);
});

test('MRS and MSR reach exactly what ARMv6-M has', () => {
  // MSR APSR,R0; MRS R1,XPSR; MRS R2,IPSR; MSR PRIMASK,R3; MRS R4,PRIMASK; MRS R5,MSP
  const code = [
    0xf380, 0x8800, 0xf3ef, 0x8103, 0xf3ef, 0x8205, 0xf383, 0x8810, 0xf3ef, 0x8410, 0xf3ef, 0x8508,
  ];
  prepare(chip, [...code, thumb.bkpt], { 0: 0xf0000fff, 3: 0 });
  chip.go();
  chip.run(1000);
  expect(chip.haltReason).toBe('bkpt');
  expect(chip.readRegister('R1')).toBe(0xf0000000);
  expect(chip.readRegister('R2')).toBe(0);
  expect(chip.readRegister('R4')).toBe(0);
  expect(chip.readRegister('R5')).toBe(chip.readRegister('MSP'));
});
