import type { Codec } from './codec.js';
import { formatHex } from './hex-bytes.js';
import { ValueProblem } from './problem.js';

/** A UUID as 16 bytes in the order of its text (RFC 9562 §4). */
export const uuidCodec: Codec = {
  length: 16,
  encode(input) {
    const match =
      typeof input === 'string' &&
      /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i.exec(input.trim());
    if (!match) {
      throw new ValueProblem('must be a UUID such as "123e4567-e89b-42d3-a456-426614174000"');
    }
    return Uint8Array.from(Buffer.from(match.slice(1).join(''), 'hex'));
  },
  decode(bytes) {
    const digits = formatHex(bytes).toLowerCase();
    const cuts = [0, 8, 12, 16, 20, 32];
    const value = cuts
      .slice(1)
      .map((end, index) => digits.slice(cuts[index], end))
      .join('-');
    return { value, text: value };
  },
};
