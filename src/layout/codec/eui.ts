import type { EuiSpec } from '../schema.js';
import type { Codec } from './codec.js';
import { exactly, formatHex, parseHex } from './hex-bytes.js';
import { ValueProblem } from './problem.js';

/** MAC, EUI-48 and EUI-64 addresses in the order of transmission. */
export function euiCodec({ type, prefix }: EuiSpec): Codec {
  const length = type === 'eui64' ? 8 : 6;
  const first = prefix === undefined ? new Uint8Array() : parseHex(prefix);
  const check = (bytes: Uint8Array): Uint8Array => {
    if (first.every((byte, index) => bytes[index] === byte)) return bytes;
    throw new ValueProblem(`must begin with ${formatHex(first, ':')}`);
  };
  return {
    length,
    encode: (input) => check(exactly(parseHex(input), length)),
    decode(bytes) {
      const value = formatHex(check(bytes), ':');
      return { value, text: value };
    },
  };
}

/** True for an address that names a group of stations (IEEE 802-2014 §8.2.2, I/G bit). */
export function isGroupAddress(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 1) === 1;
}
