import type { Codec } from './codec.js';
import { exactly, formatHex, parseHex } from './hex-bytes.js';

/** Bytes of the UID of every STM32. */
const length = 12;

/** The UID of a die, byte by byte as it reads. */
export const uidCodec: Codec = {
  length,
  encode: (input) => exactly(parseHex(input), length),
  decode(bytes) {
    const value = formatHex(bytes);
    return { value, text: value };
  },
};
