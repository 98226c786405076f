import type { Random } from '../format-1/random.js';
import { hexOf } from '../format-1/values.js';

/** A field of format 2 without its place, the bytes it takes, and a value as it is read back. */
export interface RandomField {
  readonly spec: { readonly type: string; readonly [key: string]: unknown };
  readonly size: number;
  value(random: Random): unknown;
}

export interface FieldChoice {
  /** Bits are cleared one by one in its bank. */
  readonly clearsBits: boolean;
}

/** A field whose value is given, of any type. */
export function randomField(random: Random, { clearsBits }: FieldChoice): RandomField {
  const choices = clearsBits ? [...kinds, unary] : kinds;
  return random.pick(choices)(random);
}

type Kind = (random: Random) => RandomField;

const endian = (random: Random) => random.pick([{}, { endian: 'big' }, { endian: 'little' }]);

const integer: Kind = (random) => {
  const size = 1 + random.below(8);
  const signed = random.chance(0.5);
  const number = (from: Random): bigint => {
    const raw = BigInt(`0x${hexOf(from.bytes(size))}`) >> BigInt(from.below(8 * size));
    return signed ? BigInt.asIntN(8 * size, raw) : raw;
  };
  const type = `${signed ? 'i' : 'u'}${8 * size}`;
  // JSON takes what a number holds exactly, and a text above.
  const given = (value: bigint) => (size > 6 ? `${value}` : Number(value));
  return { spec: { type, ...endian(random) }, size, value: (from) => given(number(from)) };
};

const named: Kind = (random) => {
  const names = { black: 1, white: random.pick([2, '0x7E']), none: 0 };
  return {
    spec: { type: random.pick(['u8', 'i8']), names },
    size: 1,
    value: (from) => from.pick(Object.keys(names)),
  };
};

const real: Kind = (random) => {
  const size = random.pick([4, 8]);
  return {
    spec: { type: `f${8 * size}`, ...endian(random) },
    size,
    // Few digits: an f32 is read as the shortest decimal that means it.
    value: (from) => ((1 + from.below(4000)) * from.pick([1, -1])) / 4,
  };
};

const partSizes = { u8: 1, u16: 2, u32: 4 } as const;

const version: Kind = (random) => {
  const parts = Array.from({ length: 2 + random.below(3) }, () => random.pick(['u8', 'u16', 'u32'] as const));
  const sizes = parts.map((part) => partSizes[part]);
  return {
    spec: { type: 'version', parts, ...endian(random) },
    size: sizes.reduce((sum, size) => sum + size, 0),
    value: (from) => sizes.map((size) => from.below(2 ** (8 * size))).join('.'),
  };
};

const bits: Kind = (random) => {
  const size = 1 + random.below(8);
  const width = 2 + random.below(5);
  const names = { de: 1, zh: 2 };
  return {
    spec: {
      ...{ type: 'bits', bytes: size, unused: random.below(2), ...endian(random) },
      bits: { low: 0, lang: { at: 1, width: 2, names }, wide: { at: 3, width: Math.min(width, 5) } },
    },
    size,
    value: (from) => ({
      low: from.below(2),
      lang: from.pick(Object.keys(names)),
      wide: from.below(2 ** Math.min(width, 5)),
    }),
  };
};

const bytes: Kind = (random) => {
  const size = 1 + random.below(20);
  return {
    spec: { type: 'bytes', length: size },
    size,
    value: (from) => hexOf(from.bytes(size)).toUpperCase(),
  };
};

const text: Kind = (random) => {
  const size = 2 + random.below(20);
  const kind = random.pick([{}, { pad: 0 }, { pad: 0xff }, { end: 0, pad: 0xff }, { end: 0xff, pad: 0 }]);
  const pad = 'pad' in kind;
  const room = 'end' in kind ? size - 1 : size;
  const letters = 'ABCXYZabcxyz0129-_.';
  return {
    spec: {
      ...{ type: random.pick(['ascii', 'utf8']), length: size, ...kind },
      ...(pad && !('end' in kind) && { align: random.pick(['left', 'right']) }),
    },
    size,
    value: (from) =>
      Array.from({ length: pad ? from.below(room + 1) : size }, () => from.pick([...letters])).join(''),
  };
};

const address: Kind = (random) => {
  const type = random.pick(['mac', 'eui48', 'eui64']);
  const size = type === 'eui64' ? 8 : 6;
  return {
    spec: { type, ...endian(random) },
    size,
    value: (from) =>
      hexOf(from.bytes(size))
        .toUpperCase()
        .replaceAll(/..(?!$)/g, '$&:'),
  };
};

const uuid: Kind = () => ({
  spec: { type: 'uuid' },
  size: 16,
  value: (from) => hexOf(from.bytes(16)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
});

const date: Kind = (random) => {
  const encoding = random.pick(['unix32', 'bcd', 'ymd']);
  const two = (value: number) => `${value}`.padStart(2, '0');
  return {
    spec: { type: 'date', encoding, ...endian(random) },
    size: 4,
    value: (from) =>
      encoding === 'unix32'
        ? new Date(from.below(2 ** 32) * 1000).toISOString().replace('.000Z', 'Z').replace('T00:00:00Z', '')
        : `${1000 + from.below(9000)}-${two(1 + from.below(12))}-${two(1 + from.below(28))}`,
  };
};

const unary: Kind = (random) => {
  const size = 1 + random.below(12);
  return {
    spec: { type: 'unary', bytes: size, from: random.pick(['lsb', 'msb']), ...endian(random) },
    size,
    value: (from) => from.below(8 * size + 1),
  };
};

const kinds = [integer, named, real, version, bits, bytes, text, address, uuid, date];
