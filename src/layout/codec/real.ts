import type { RealSpec } from '../schema-2.js';
import type { Codec, FieldInput } from './codec.js';
import { ValueProblem } from './problem.js';

/** IEEE 754 binary32 and binary64. NaN, the infinities and -0 are refused in both directions. */
export function realCodec(spec: RealSpec): Codec {
  const { type, endian } = spec;
  const length = type === 'f32' ? 4 : 8;
  const little = endian === 'little';
  const lowest = spec.min === undefined ? -Infinity : toReal(spec.min);
  const highest = spec.max === undefined ? Infinity : toReal(spec.max);
  const check = (value: number): number => {
    if (!Number.isFinite(value)) throw new ValueProblem('is not a finite number');
    if (Object.is(value, -0)) throw new ValueProblem('is -0, which nobody can tell from 0');
    if (value < lowest || value > highest) {
      throw new ValueProblem(`must be ${spec.min ?? 'the least'} to ${spec.max ?? 'the greatest'}`);
    }
    return value;
  };
  return {
    length,
    encode(input) {
      const value = check(toReal(input));
      const held = type === 'f32' ? Math.fround(value) : value;
      if (!Number.isFinite(held)) throw new ValueProblem(`is too large for an ${type}`);
      if (held === 0 && value !== 0) throw new ValueProblem(`is too small for an ${type}: it would be 0`);
      const bytes = new Uint8Array(length);
      const view = new DataView(bytes.buffer);
      if (type === 'f32') view.setFloat32(0, held, little);
      else view.setFloat64(0, held, little);
      return bytes;
    },
    decode(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, length);
      const value = check(type === 'f32' ? shortest(view.getFloat32(0, little)) : view.getFloat64(0, little));
      return { value, text: `${value}` };
    },
  };
}

/** A number from a number, or from a decimal text such as "-1.5e3". Throws ValueProblem. */
export function toReal(input: FieldInput): number {
  if (typeof input === 'number') return input;
  if (typeof input === 'string' && /^[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/.test(input.trim())) {
    return notRoundedAway(input.trim());
  }
  if (typeof input === 'bigint' && BigInt(Number(input)) === input) return Number(input);
  throw new ValueProblem('must be a number such as 1.5 or "-2e-3"');
}

function notRoundedAway(text: string): number {
  const value = Number(text);
  if (value === 0 && /[1-9]/.test(text.replace(/[eE].*$/, '')))
    throw new ValueProblem('is too small: it would be 0');
  return value;
}

/** The number with the fewest digits that is the same in 32 bits: 0.1, not 0.10000000149011612. */
function shortest(held: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const value = Number(held.toPrecision(digits));
    if (Object.is(Math.fround(value), held)) return value;
  }
  return held;
}
