import type { EuiSpec } from '../schema-2.js';
import type { Codec, FieldInput } from './codec.js';
import { exactly, formatHex, parseHex } from './hex-bytes.js';
import { ValueProblem } from './problem.js';

/** MAC, EUI-48 and EUI-64 addresses in the order of transmission, or turned round. */
export function euiCodec({ type, prefix, endian = 'big' }: EuiSpec): Codec {
  const length = type === 'eui64' ? 8 : 6;
  const first = prefix === undefined ? new Uint8Array() : parseHex(prefix);
  const check = (bytes: Uint8Array): Uint8Array => {
    if (first.every((byte, index) => bytes[index] === byte)) return bytes;
    throw new ValueProblem(`must begin with ${formatHex(first, ':')}`);
  };
  return {
    length,
    encode: (input) => sent(check(exactly(parseHex(oneForm(input)), length)), endian),
    decode(bytes) {
      const value = formatHex(check(sent(bytes, endian)), ':');
      return { value, text: value };
    },
  };
}

/** Four digits between dots are Cisco's form: 0200.5e10.002a. */
const dotted = /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i;
/** The same separator everywhere, or none. */
const even = /^(?:0x)?[0-9a-f]{2}([ :-]?)[0-9a-f]{2}(?:\1[0-9a-f]{2})*$/i;

// Where a separator is missing, or another than the rest, so may a digit be.
function oneForm(input: FieldInput): FieldInput {
  if (typeof input !== 'string') return input;
  const text = input.trim();
  if (dotted.test(text)) return text.replaceAll('.', '');
  if (even.test(text) || !/^[0-9a-fx :.-]+$/i.test(text)) return text;
  throw new ValueProblem(
    'must be in one form: 02:00:5E:10:00:2A, 02-00-5E-10-00-2A, 02005E10002A or 0200.5e10.002a',
  );
}

function sent(bytes: Uint8Array, endian: 'big' | 'little'): Uint8Array {
  return endian === 'big' ? bytes : bytes.toReversed();
}

/** True for an address that names a group of stations (IEEE 802-2014 §8.2.2, I/G bit). */
export function isGroupAddress(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 1) === 1;
}
