import type { CrcParameters } from './parameters.js';

const named = {
  crc32: reflected(32, 0x04c11db7n, 0xffffffffn, 0xffffffffn),
  crc32c: reflected(32, 0x1edc6f41n, 0xffffffffn, 0xffffffffn),
  'crc32-mpeg2': plain(32, 0x04c11db7n, 0xffffffffn, 0n),
  // RM0090 §4.3: the CRC unit of the F4 takes nothing but words, by a fixed polynomial and from a fixed value.
  'crc32-stm32': { ...plain(32, 0x04c11db7n, 0xffffffffn, 0n), feed: 'words' },
  'crc16-ccitt-false': plain(16, 0x1021n, 0xffffn, 0n),
  'crc16-xmodem': plain(16, 0x1021n, 0n, 0n),
  'crc16-kermit': reflected(16, 0x1021n, 0n, 0n),
  'crc16-modbus': reflected(16, 0x8005n, 0xffffn, 0n),
  crc8: plain(8, 0x07n, 0n, 0n),
  'crc8-maxim': reflected(8, 0x31n, 0n, 0n),
} as const satisfies Readonly<Record<string, CrcParameters>>;

/** What a layout of format 2 knows besides. */
const later = {
  'crc16-arc': reflected(16, 0x8005n, 0n, 0n),
  'crc16-x25': reflected(16, 0x1021n, 0xffffn, 0xffffn),
  'crc16-usb': reflected(16, 0x8005n, 0xffffn, 0xffffn),
} as const satisfies Readonly<Record<string, CrcParameters>>;

export type FirstCrcName = keyof typeof named;
export type CrcName = FirstCrcName | keyof typeof later;

const known: Readonly<Record<CrcName, CrcParameters>> = { ...named, ...later };

/** The names of format 1. */
export const firstCrcNames = namesOf(named);

/** Every name, those of format 1 first; as in the CRC catalogue, lower case. */
export const crcNames: readonly [CrcName, ...CrcName[]] = [...firstCrcNames, ...namesOf(later)];

export function crcNamed(name: CrcName): CrcParameters {
  return known[name];
}

function plain(width: number, poly: bigint, init: bigint, xorOut: bigint): CrcParameters {
  return { width, poly, init, refIn: false, refOut: false, xorOut, feed: 'bytes' };
}

function reflected(width: number, poly: bigint, init: bigint, xorOut: bigint): CrcParameters {
  return { width, poly, init, refIn: true, refOut: true, xorOut, feed: 'bytes' };
}

function namesOf<N extends string>(of: Readonly<Record<N, CrcParameters>>): readonly [N, ...N[]] {
  const [first, ...others] = Object.keys(of).filter((name): name is N => Object.hasOwn(of, name));
  if (first === undefined) throw new RangeError('no CRC has a name');
  return [first, ...others];
}
