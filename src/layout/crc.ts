/** Parameters after Williams' Rocksoft model; names as in the CRC catalogue, lower case. */
interface CrcParameters {
  readonly width: 8 | 16 | 32;
  readonly polynomial: number;
  readonly initial: number;
  /** Input bytes and result are taken least significant bit first. */
  readonly reflected: boolean;
  readonly xorOut: number;
  /** It takes words of 32 bits, each made of four bytes with the lowest address least significant. */
  readonly words?: true;
}

export const crcNames = [
  'crc32',
  'crc32c',
  'crc32-mpeg2',
  'crc32-stm32',
  'crc16-ccitt-false',
  'crc16-xmodem',
  'crc16-kermit',
  'crc16-modbus',
  'crc8',
  'crc8-maxim',
] as const;

export type CrcName = (typeof crcNames)[number];

const parameters: Readonly<Record<CrcName, CrcParameters>> = {
  crc32: { width: 32, polynomial: 0x04c11db7, initial: 0xffffffff, reflected: true, xorOut: 0xffffffff },
  crc32c: { width: 32, polynomial: 0x1edc6f41, initial: 0xffffffff, reflected: true, xorOut: 0xffffffff },
  'crc32-mpeg2': { width: 32, polynomial: 0x04c11db7, initial: 0xffffffff, reflected: false, xorOut: 0 },
  // RM0090 §4.3: the CRC unit of the F4 takes nothing but words, by a fixed polynomial and from a fixed value.
  'crc32-stm32': {
    width: 32,
    polynomial: 0x04c11db7,
    initial: 0xffffffff,
    reflected: false,
    xorOut: 0,
    words: true,
  },
  'crc16-ccitt-false': { width: 16, polynomial: 0x1021, initial: 0xffff, reflected: false, xorOut: 0 },
  'crc16-xmodem': { width: 16, polynomial: 0x1021, initial: 0, reflected: false, xorOut: 0 },
  'crc16-kermit': { width: 16, polynomial: 0x1021, initial: 0, reflected: true, xorOut: 0 },
  'crc16-modbus': { width: 16, polynomial: 0x8005, initial: 0xffff, reflected: true, xorOut: 0 },
  crc8: { width: 8, polynomial: 0x07, initial: 0, reflected: false, xorOut: 0 },
  'crc8-maxim': { width: 8, polynomial: 0x31, initial: 0, reflected: true, xorOut: 0 },
};

/** Bytes that a CRC takes. */
export function crcSize(name: CrcName): number {
  return parameters[name].width / 8;
}

/** Bytes that the CRC takes at once: what it runs over must be whole ones. */
export function crcInputSize(name: CrcName): number {
  return parameters[name].words ? 4 : 1;
}

/** The CRC of some bytes as an unsigned number. */
export function crc(name: CrcName, bytes: Iterable<number>): number {
  const { width, polynomial, initial, reflected, xorOut, words } = parameters[name];
  const step = reflected ? reflectedStep(reverse(polynomial, width)) : plainStep(polynomial, width);
  // Every initial value of the table is a palindrome of bits, so it needs no reflection.
  let register = initial;
  for (const byte of words ? wordBytes(bytes) : bytes) register = step(register, byte);
  return (register ^ xorOut) >>> 0;
}

/** Bytes in the order in which a unit that takes words shifts them in: the most significant of each word first. */
function* wordBytes(bytes: Iterable<number>): Generator<number> {
  const word: number[] = [];
  for (const byte of bytes) {
    word.unshift(byte);
    if (word.length < 4) continue;
    yield* word;
    word.length = 0;
  }
  // A layout that covers a part of a word is refused when it is read.
  if (word.length > 0) throw new RangeError('a CRC over words needs a multiple of four bytes');
}

type Step = (register: number, byte: number) => number;

function reflectedStep(polynomial: number): Step {
  return (register, byte) => {
    let next = register ^ byte;
    for (let bit = 0; bit < 8; bit += 1) next = next & 1 ? (next >>> 1) ^ polynomial : next >>> 1;
    return next >>> 0;
  };
}

function plainStep(polynomial: number, width: number): Step {
  const top = 2 ** (width - 1);
  const mask = 2 ** width - 1;
  return (register, byte) => {
    let next = (register ^ (byte << (width - 8))) >>> 0;
    for (let bit = 0; bit < 8; bit += 1) {
      next = next & top ? ((next << 1) ^ polynomial) >>> 0 : (next << 1) >>> 0;
    }
    return (next & mask) >>> 0;
  };
}

function reverse(value: number, width: number): number {
  let result = 0;
  for (let bit = 0; bit < width; bit += 1) {
    if (value & (2 ** bit)) result += 2 ** (width - 1 - bit);
  }
  return result;
}
