import type { UintSpec } from '../schema.js';
import type { Codec } from './codec.js';
import { bytesInteger, integerBytes, toInteger } from './integer.js';
import { ValueProblem } from './problem.js';

const sizes = { u8: 1, u16: 2, u32: 4, u64: 8 } as const;

export function uintCodec({ type, endian, min, max }: UintSpec): Codec {
  const length = sizes[type];
  const largest = (1n << BigInt(8 * length)) - 1n;
  const lowest = min === undefined ? 0n : toInteger(min);
  const highest = max === undefined ? largest : toInteger(max);
  const check = (value: bigint): bigint => {
    if (value < 0n || value > largest) throw new ValueProblem(`must be 0 to ${largest} to fit a ${type}`);
    if (value < lowest || value > highest) throw new ValueProblem(`must be ${lowest} to ${highest}`);
    return value;
  };
  return {
    length,
    encode: (input) => integerBytes(check(toInteger(input)), length, endian),
    decode(bytes) {
      const value = check(bytesInteger(bytes, endian));
      const hexadecimal = value
        .toString(16)
        .toUpperCase()
        .padStart(2 * length, '0');
      // JSON readers hold a number above 2^53 inexactly, so a u64 is a string whatever its size.
      return { value: length === 8 ? `${value}` : Number(value), text: `${value} (0x${hexadecimal})` };
    },
  };
}
