import type { IntegerSpec } from '../schema-2.js';
import type { Codec } from './codec.js';
import { bytesInteger, integerBytes, toSigned } from './integer.js';
import { nameOfNumber, numberOfName } from './number-names.js';
import { ValueProblem } from './problem.js';

/** JSON readers hold a number above 2^53 inexactly: above 48 bits it is a string, whatever its size. */
const longestNumber = 6;

export function integerCodec(spec: IntegerSpec): Codec {
  const { type, endian, names } = spec;
  const length = integerSize(type);
  const check = checkOf(spec);
  const isSigned = type.startsWith('i');
  return {
    length,
    encode(input) {
      const value = check(names ? numberOfName(names, input) : toSigned(input));
      return integerBytes(BigInt.asUintN(8 * length, value), length, endian);
    },
    decode(bytes) {
      const raw = bytesInteger(bytes, endian);
      const value = check(isSigned ? BigInt.asIntN(8 * length, raw) : raw);
      const number = length > longestNumber ? `${value}` : Number(value);
      const hexadecimal = raw
        .toString(16)
        .toUpperCase()
        .padStart(2 * length, '0');
      if (!names) return { value: number, text: `${value} (0x${hexadecimal})` };
      const name = nameOfNumber(names, value);
      return { value: name, text: `${name} (${value})` };
    },
  };
}

/** Bytes of an integer type. */
export function integerSize(type: IntegerSpec['type']): number {
  return Number(type.slice(1)) / 8;
}

function checkOf({ type, min, max }: IntegerSpec): (value: bigint) => bigint {
  const bits = BigInt(8 * integerSize(type));
  const [smallest, largest] = type.startsWith('i')
    ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n]
    : [0n, (1n << bits) - 1n];
  const lowest = min === undefined ? smallest : toSigned(min);
  const highest = max === undefined ? largest : toSigned(max);
  return (value) => {
    if (value < smallest || value > largest) {
      throw new ValueProblem(
        `must be ${smallest} to ${largest} to fit ${type.startsWith('i') ? 'an' : 'a'} ${type}`,
      );
    }
    if (value < lowest || value > highest) throw new ValueProblem(`must be ${lowest} to ${highest}`);
    return value;
  };
}
