import type { OtpBank } from '../../../src/bank/index.js';
import type { Random } from '../format-1/random.js';
import { type RandomField, randomField } from './values.js';

/** A record of any kind as a layout's file has it. */
export interface RandomRecord {
  readonly spec: object;
  /** Values of one write, by the names that they are read by. */
  values(random: Random): ReadonlyMap<string, unknown>;
}

/** A record from a write unit on, whose last slot to be written counts, with room for two writes. */
export function randomRecord(random: Random, bank: OtpBank, name: string, start: number): RandomRecord {
  const kind = random.pick(['sequence', 'append', 'keyed', 'flagged'] as const);
  const { writeUnit, rewrite } = bank.otp;
  const [lead, clearsBits] = [`${name}lead`, rewrite === 'clear-bits'];
  const body = Array.from(
    { length: 1 + random.below(3) },
    (_, index) => [`${name}${index}`, randomField(random, { clearsBits })] as const,
  );
  const fields: Record<string, object> = leading[kind](lead);
  let offset = kind === 'append' ? 0 : kind === 'flagged' ? 8 : 2;
  for (const [field, { spec, size }] of body) {
    fields[field] = { ...spec, offset, allowBlank: true };
    offset += size;
  }
  const covered = body.map(([field]) => field);
  const over = kind === 'sequence' || kind === 'keyed' ? [lead, ...covered] : covered;
  fields[`${name}check`] = { type: 'crc', algorithm: 'crc32', offset, over };
  const stride = Math.ceil((offset + 4 + random.below(9)) / writeUnit) * writeUnit;
  const keys = { sequence: { sequence: lead }, append: {}, keyed: { key: lead }, flagged: flagKeys(lead) };
  const at = Math.ceil(start / writeUnit) * writeUnit;
  const spec = { offset: at, slots: 4, stride, kind, ...keys[kind], fields };
  return { spec, values: (from) => new Map(kind === 'keyed' ? entries(from, name, body) : once(from, body)) };
}

function flagKeys(valid: string) {
  return { valid, newest: 'last' };
}

/** What a slot of each kind begins with. */
const leading = {
  sequence: (name: string) => ({ [name]: { offset: 0, type: 'u16' } }),
  append: (_name: string) => ({}),
  keyed: (name: string) => ({ [name]: { offset: 0, type: 'u16' } }),
  flagged: (name: string) => ({
    [name]: { offset: 0, type: 'u64', names: { active: '0xFFFFFFFFFFFFFFFF', revoked: 0 } },
  }),
};

type Body = readonly (readonly [string, RandomField])[];

function once(random: Random, body: Body): readonly (readonly [string, unknown])[] {
  return body.map(([field, { value }]) => [field, value(random)] as const);
}

function entries(random: Random, name: string, body: Body): readonly (readonly [string, unknown])[] {
  return [7, 300].flatMap((key) =>
    once(random, body).map(([field, value]) => [`${name}[${key}].${field}`, value] as const),
  );
}
