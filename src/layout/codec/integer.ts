import type { FieldInput } from './codec.js';
import { ValueProblem } from './problem.js';

/** A whole number from a number, a decimal string or a string such as "0x1F". */
export function toInteger(input: FieldInput): bigint {
  if (typeof input === 'bigint') return input;
  if (typeof input === 'string') {
    const text = input.trim();
    if (/^(?:[0-9]+|0[xX][0-9a-fA-F]+)$/.test(text)) return BigInt(text);
    throw new ValueProblem('must be a whole number, decimal or hexadecimal with 0x');
  }
  if (!Number.isInteger(input)) throw new ValueProblem('must be a whole number');
  if (!Number.isSafeInteger(input)) {
    throw new ValueProblem('is too large to be exact as a number; write it as a string');
  }
  return BigInt(input);
}

/** Likewise, with a minus sign where there is one. */
export function toSigned(input: FieldInput): bigint {
  if (typeof input !== 'string' || !/^\s*-[0-9]/.test(input)) return toInteger(input);
  return -toInteger(input.trim().slice(1));
}

/** Bytes of an unsigned number that is known to fit. */
export function integerBytes(value: bigint, length: number, endian: 'little' | 'big'): Uint8Array {
  const bytes = Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
  return endian === 'big' ? bytes.reverse() : bytes;
}

export function bytesInteger(bytes: Uint8Array, endian: 'little' | 'big'): bigint {
  const bigEndian = endian === 'big' ? bytes : bytes.toReversed();
  return bigEndian.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
