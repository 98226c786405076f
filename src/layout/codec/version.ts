import type { VersionSpec } from '../schema-2.js';
import type { Codec } from './codec.js';
import { bytesInteger, integerBytes } from './integer.js';
import { integerSize } from './integer-codec.js';
import { ValueProblem } from './problem.js';

/** A version such as "1.0.2", each part an integer of its own. */
export function versionCodec({ parts, endian }: VersionSpec): Codec {
  const sizes = parts.map(integerSize);
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const example = parts.map((_, index) => index + 1).join('.');
  return {
    length,
    encode(input) {
      const numbers = typeof input === 'string' ? input.trim().split('.') : [];
      // Some read 1.02 as 1.2.
      if (numbers.length !== parts.length || !numbers.every((part) => /^(?:0|[1-9][0-9]*)$/.test(part))) {
        throw new ValueProblem(
          `must be a version of ${parts.length} numbers in a string, such as "${example}"`,
        );
      }
      return Uint8Array.from(
        numbers.flatMap((part, index) => {
          const size = sizes[index] ?? 1;
          const value = BigInt(part);
          const largest = (1n << BigInt(8 * size)) - 1n;
          if (value > largest) {
            throw new ValueProblem(`has ${part} as part ${index + 1}, a ${parts[index]}: ${largest} at most`);
          }
          return [...integerBytes(value, size, endian)];
        }),
      );
    },
    decode(bytes) {
      let at = 0;
      const numbers = sizes.map((size) => {
        at += size;
        return bytesInteger(bytes.slice(at - size, at), endian);
      });
      const value = numbers.join('.');
      return { value, text: value };
    },
  };
}
