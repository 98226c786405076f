import { count } from '../../text/plural.js';
import type { BytesSpec } from '../schema-2.js';
import type { Codec, FieldInput } from './codec.js';
import { ValueProblem } from './problem.js';

export function bytesCodec({ length }: BytesSpec): Codec {
  return {
    length,
    encode: (input) => exactly(parseHex(input), length),
    decode(bytes) {
      const value = formatHex(bytes);
      return { value, text: value };
    },
  };
}

/** Bytes from "DEADBEEF", "0xDEADBEEF", "DE AD BE EF", "DE:AD:BE:EF" or "DE-AD-BE-EF". */
export function parseHex(input: FieldInput): Uint8Array {
  if (typeof input !== 'string') throw new ValueProblem('must be a string of hexadecimal bytes');
  const text = input.trim().replace(/^0[xX]/, '');
  if (!/^[0-9a-fA-F]{2}(?:[ :-]?[0-9a-fA-F]{2})*$/.test(text)) {
    throw new ValueProblem('must be hexadecimal bytes, two digits each, such as "DE AD BE EF"');
  }
  if (new Set(text.match(/[ :-]/g)).size > 1) throw new ValueProblem('has separators of more than one kind');
  return new Uint8Array(Buffer.from(text.replace(/[ :-]/g, ''), 'hex'));
}

export function exactly(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === length) return bytes;
  throw new ValueProblem(`has ${count(bytes.length, 'byte')}, but the field holds exactly ${length}`);
}

export function formatHex(bytes: Uint8Array, separator = ''): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(separator);
}
