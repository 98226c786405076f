import type { Bank } from '../../../src/bank/index.js';
import { headerParts } from '../../../src/header/index.js';
import type { Layout, LayoutField, ValueField } from '../../../src/layout/index.js';
import { entryName, localName } from '../../../src/layout/records/entry-name.js';

/** One call of a read function. */
export interface Call {
  /** As `otpforge read` names what it reads. */
  readonly name: string;
  readonly field: LayoutField;
  /** An entry of a keyed record, which `read` leaves out where there is none. */
  readonly isEntry: boolean;
  /** Type and number of what the function writes. */
  readonly type: string;
  readonly holds: number;
}

export interface Harness {
  /** C that calls every function of a header, and writes states and values one after another. */
  readonly code: string;
  readonly calls: readonly Call[];
  /** For each slot of each record its state follows, and whether it counts. */
  readonly records: readonly { readonly name: string; readonly slots: number }[];
  /** Bytes that all of it takes. */
  readonly size: number;
}

export function harnessOf(layout: Layout<Bank>): Harness {
  const { fields, records } = headerParts(layout);
  const calls: Call[] = [];
  const lines = fields.flatMap(({ family: { members, record }, word, reader }) => {
    const type = reader.parameter.slice(0, reader.parameter.lastIndexOf('*')).trim();
    const { key } = record?.slots[0] ?? {};
    const named = members.flatMap((field, index) =>
      (key ? keysOf(key) : [undefined]).filter(() => field !== key).map((entry) => ({ field, index, entry })),
    );
    return named.map(({ field, index, entry }) => {
      const name = record && entry ? entryName(record.name, entry[0], localName(field)) : field.name;
      calls.push({ name, field, type, holds: reader.holds, isEntry: entry !== undefined });
      const argument = `${entry ? `${entry[1]}u, ` : ''}${members.length > 1 ? `${index}u, ` : ''}`;
      return `    {
        ${type} value[${reader.holds}];
        fill(value, sizeof value);
        put((uint8_t)otp_read_${word}(${argument}value));
        copy(value, sizeof value);
    }`;
    });
  });
  const known = [...records].map(([{ name, slots }, word]) => ({
    name,
    word,
    slots: slots.length,
    key: slots[0]?.key,
  }));
  const slots = known.flatMap(({ word, slots: count, key }) =>
    Array.from({ length: count }, (_, at) => {
      const keyWord = fields.find(({ family }) => family.field === key)?.word;
      const newest = key
        ? `    {
        uint${8 * key.length}_t key = 0;
        put(otp_read_${keyWord}_of(${at + 1}u, &key) == OTP_VALUE && otp_${word}_slot(key) == ${at + 1}u);
    }`
        : `    put(otp_${word}_slot() == ${at + 1}u);`;
      return `    put((uint8_t)otp_${word}_slot_state(${at + 1}u));\n${newest}`;
    }),
  );
  return {
    code: `static uint8_t *next_result;
static void put(uint8_t byte) { *next_result++ = byte; }
static void fill(void *to, size_t length) { for (size_t i = 0; i < length; i++) ((uint8_t *)to)[i] = 0xA5; }
static void copy(const void *from, size_t length)
{
    for (size_t i = 0; i < length; i++) put(((const uint8_t *)from)[i]);
}
static void read_all(uint8_t *results)
{
    next_result = results;
    (void)fill;
    (void)copy;
${[...lines, ...slots].join('\n')}
}
`,
    calls,
    records: known,
    size:
      calls.reduce((sum, { type, holds }) => sum + 1 + sizeOf(type) * holds, 0) +
      known.reduce((sum, { slots: count }) => sum + 2 * count, 0),
  };
}

/** The keys that a record may have, and their numbers; without names the first few. */
function keysOf({ spec }: ValueField): readonly (readonly [string | number, string | number])[] {
  if ('names' in spec && spec.names) return Object.entries(spec.names);
  return Array.from({ length: 16 }, (_, number) => [number, number] as const);
}

/** Bytes of a C type on the chip; a host of little-endian numbers has the same. */
export function sizeOf(type: string): number {
  if (type === 'struct otp_date' || type === 'float') return 4;
  if (type === 'double') return 8;
  return type === 'char' ? 1 : Number(/\d+/.exec(type)?.[0]) / 8;
}
