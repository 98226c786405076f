import type { Random } from '../format-1/random.js';

/** Something that a layout describes under one name, and every byte of the bank that it takes. */
export interface Placed {
  readonly in: 'fields' | 'records';
  readonly name: string;
  readonly spec: object;
  /** From the bank's base; those of a slot to the end of its last write unit. */
  readonly bytes: readonly number[];
}

/** A field, a repeated one, a group or a record anywhere in the first bytes of a bank. */
export function randomPlaced(random: Random, name: string, writeUnit: number): Placed {
  return random.pick([field, repeated, group, record])({ random, name, writeUnit });
}

interface Wish {
  readonly random: Random;
  readonly name: string;
  readonly writeUnit: number;
}

/** Bytes in which all of it begins. */
const room = 160;

function field({ random, name }: Wish): Placed {
  const [spec, size] = plain(random);
  const offset = random.below(room);
  return { in: 'fields', name, spec: { ...spec, offset }, bytes: span(offset, size) };
}

function repeated({ random, name }: Wish): Placed {
  const [spec, size] = plain(random);
  const offset = random.below(room);
  const [repeat, stride] = [1 + random.below(4), size + random.below(6)];
  const bytes = starts(offset, repeat, stride).flatMap((start) => span(start, size));
  return { in: 'fields', name, spec: { ...spec, offset, repeat, stride }, bytes };
}

function group({ random, name }: Wish): Placed {
  const offset = random.below(room);
  const [[first, size], [second, other]] = [plain(random), plain(random)];
  const gap = random.below(4);
  const stride = size + gap + other + random.below(4);
  const repeat = 1 + random.below(3);
  const fields = { a: { ...first, offset: 0 }, b: { ...second, offset: size + gap } };
  const bytes = starts(offset, repeat, stride).flatMap((start) => [
    ...span(start, size),
    ...span(start + size + gap, other),
  ]);
  return { in: 'fields', name, spec: { type: 'group', offset, repeat, stride, fields }, bytes };
}

function record({ random, name, writeUnit }: Wish): Placed {
  const { keys, fields, size } = random.pick(recordsOf(name));
  const offset = Math.floor(random.below(room) / writeUnit) * writeUnit;
  const slots = 1 + random.below(3);
  const taken = Math.ceil(size / writeUnit) * writeUnit;
  const stride = taken + random.below(3) * writeUnit;
  const bytes = starts(offset, slots, stride).flatMap((start) => span(start, taken));
  return { in: 'records', name, spec: { offset, slots, stride, ...keys, fields }, bytes };
}

/** One of each kind. */
function recordsOf(name: string) {
  const [a, b, c] = [`${name}a`, `${name}b`, `${name}c`];
  const crc = { type: 'crc', algorithm: 'crc32' };
  return [
    {
      keys: { sequence: a },
      fields: {
        [a]: { offset: 0, type: 'u16' },
        [b]: { offset: 2, type: 'u24' },
        [c]: { ...crc, offset: 5, over: [a, b] },
      },
      size: 9,
    },
    { keys: { kind: 'append' }, fields: { [a]: { offset: 0, type: 'u64' } }, size: 8 },
    {
      keys: { kind: 'keyed', key: b },
      fields: { [a]: { offset: 0, type: 'bytes', length: 7 }, [b]: { offset: 7, type: 'u8' } },
      size: 8,
    },
    {
      keys: { kind: 'flagged', valid: a },
      fields: {
        [a]: { offset: 0, type: 'u64', names: { active: '0xFFFFFFFFFFFFFFFF', revoked: 0 } },
        [b]: { ...crc, offset: 8, over: [c] },
        [c]: { offset: 12, type: 'u24' },
      },
      size: 15,
    },
  ];
}

function plain(random: Random): [object, number] {
  const size = 1 + random.below(12);
  return size <= 8 ? [{ type: `u${8 * size}` }, size] : [{ type: 'bytes', length: size }, size];
}

function starts(offset: number, count: number, stride: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => offset + index * stride);
}

function span(offset: number, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => offset + index);
}
