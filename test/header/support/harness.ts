import type { Bank } from '../../../src/bank/index.js';
import { headerParts } from '../../../src/header/index.js';
import type { Layout, LayoutField } from '../../../src/layout/index.js';

/** One call of a read function. */
export interface Call {
  /** The field as `otpforge read` names it. */
  readonly field: LayoutField;
  /** Type and number of what the function writes. */
  readonly type: string;
  readonly holds: number;
}

export interface Harness {
  /** C that calls every function of a header, and writes states and values one after another. */
  readonly code: string;
  readonly calls: readonly Call[];
  /** For each record the slot that counts and the state of each slot follow. */
  readonly records: readonly { readonly name: string; readonly slots: number }[];
  /** Bytes that all of it takes. */
  readonly size: number;
}

export function harnessOf(layout: Layout<Bank>): Harness {
  const { fields, records } = headerParts(layout);
  const calls: Call[] = [];
  const lines = fields.flatMap(({ family: { members }, word, reader }) => {
    const type = reader.parameter.slice(0, reader.parameter.lastIndexOf('*')).trim();
    return members.map((field, index) => {
      calls.push({ field, type, holds: reader.holds });
      const argument = members.length > 1 ? `${index}u, ` : '';
      return `    {
        ${type} value[${reader.holds}];
        fill(value, sizeof value);
        put((uint8_t)otp_read_${word}(${argument}value));
        copy(value, sizeof value);
    }`;
    });
  });
  const known = [...records].map(([{ name, slots }, word]) => ({ name, word, slots: slots.length }));
  const slots = known.flatMap(({ word, slots: count }) => [
    `    put((uint8_t)otp_${word}_slot());`,
    ...Array.from({ length: count }, (_, at) => `    put((uint8_t)otp_${word}_slot_state(${at + 1}u));`),
  ]);
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
      known.reduce((sum, { slots: count }) => sum + 1 + count, 0),
  };
}

/** Bytes of a C type on the chip; a host of little-endian numbers has the same. */
export function sizeOf(type: string): number {
  if (type === 'struct otp_date' || type === 'float') return 4;
  if (type === 'double') return 8;
  return type === 'char' ? 1 : Number(/\d+/.exec(type)?.[0]) / 8;
}
