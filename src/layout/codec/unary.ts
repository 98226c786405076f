import type { UnarySpec } from '../schema-2.js';
import type { Codec } from './codec.js';
import { bytesInteger, integerBytes, toInteger } from './integer.js';
import { ValueProblem } from './problem.js';

/** A number by how many bits are cleared, one after the other from one end, so that it can only grow. */
export function unaryCodec({ bytes: length, endian, from }: UnarySpec): Codec {
  const bits = BigInt(8 * length);
  const ones = (1n << bits) - 1n;
  const cleared = (value: bigint): bigint => {
    const low = (1n << value) - 1n;
    return from === 'lsb' ? ones & ~low : ones >> value;
  };
  return {
    length,
    encode(input) {
      const value = toInteger(input);
      if (value < 0n || value > bits) throw new ValueProblem(`must be 0 to ${bits}, the bits of the field`);
      return integerBytes(cleared(value), length, endian);
    },
    decode(bytes) {
      const raw = bytesInteger(bytes, endian);
      const value = [...raw.toString(2)].reduce((left, bit) => (bit === '1' ? left - 1n : left), bits);
      if (raw !== cleared(value)) {
        throw new ValueProblem(`has ${value} cleared bits that do not follow each other from the ${from}`);
      }
      return { value: Number(value), text: `${value}` };
    },
  };
}
