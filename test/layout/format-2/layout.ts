import type { OtpBank } from '../../../src/bank/index.js';
import type { Random } from '../format-1/random.js';
import { randomCheck } from './checks.js';
import { type RandomField, randomField } from './values.js';

/** Fields as a layout's file has them, with values that they take. */
export interface Described {
  readonly fields: { readonly [name: string]: object };
  readonly values: { readonly [name: string]: unknown };
  /** Bytes from the first offset to the end of the last field. */
  readonly end: number;
}

/** Fields, repeated ones, groups and checks, one behind the other with gaps. */
export function randomFields(random: Random, bank: OtpBank, start = 0, named = 'f'): Described {
  const fields: Record<string, object> = {};
  const values: Record<string, unknown> = {};
  const sizes = new Map<string, number>();
  const whole: string[] = [];
  const clearsBits = bank.otp.rewrite === 'clear-bits';
  let offset = start;
  const place = (name: string, spec: object, size: number) => {
    offset += random.chance(0.2) ? random.below(9) : 0;
    fields[name] = { ...spec, offset };
    offset += size;
  };
  const count = 1 + random.below(6);
  for (let index = 0; index < count; index += 1) {
    const name = `${named}${index}`;
    if (random.chance(0.25)) {
      const group = randomGroup(random, clearsBits);
      place(name, group.spec, group.size);
      sizes.set(name, group.covered);
      values[name] = group.value;
      continue;
    }
    const field = randomField(random, { clearsBits });
    const { spec, size, value, covered } = random.chance(0.3) ? repeated(random, field) : once(random, field);
    place(name, { ...spec, allowBlank: true }, size);
    sizes.set(name, covered);
    if (covered === size) whole.push(name);
    values[name] = value;
  }
  for (let index = 0; index < random.below(4); index += 1) {
    const { spec, size } = randomCheck(random, sizes, whole);
    place(`${named}c${index}`, { ...spec, allowBlank: true }, size);
  }
  return { fields, values, end: offset };
}

interface Element {
  readonly spec: object;
  readonly size: number;
  /** Of its bytes those that a check over it takes. */
  readonly covered: number;
  readonly value: unknown;
}

function once(random: Random, { spec, size, value }: RandomField): Element {
  return { spec, size, covered: size, value: value(random) };
}

function repeated(random: Random, { spec, size, value }: RandomField): Element {
  const repeat = 1 + random.below(4);
  const gap = random.chance(0.3) ? 1 + random.below(5) : 0;
  return {
    spec: { ...spec, repeat, ...(gap > 0 && { stride: size + gap }) },
    size: (repeat - 1) * (size + gap) + size,
    covered: repeat * size,
    value: Array.from({ length: repeat }, () => value(random)),
  };
}

function randomGroup(random: Random, clearsBits: boolean): Element {
  const inner = Array.from({ length: 1 + random.below(3) }, () => randomField(random, { clearsBits }));
  const fields: Record<string, object> = {};
  let size = 0;
  for (const [index, field] of inner.entries()) {
    size += random.chance(0.2) ? random.below(4) : 0;
    fields[`g${index}`] = { ...field.spec, offset: size, allowBlank: true };
    size += field.size;
  }
  const covered = inner.reduce((sum, field) => sum + field.size, 0);
  const value = () => Object.fromEntries(inner.map((field, index) => [`g${index}`, field.value(random)]));
  const spec = { type: 'group', fields };
  if (random.chance(0.4)) return { spec, size, covered, value: value() };
  const repeat = 1 + random.below(3);
  const stride = size + random.below(4);
  return {
    spec: { ...spec, repeat, stride },
    size: (repeat - 1) * stride + size,
    covered: repeat * covered,
    value: Array.from({ length: repeat }, value),
  };
}
