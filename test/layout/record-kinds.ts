import type { Bank } from '../../src/bank/index.js';
import {
  decodeLayout,
  decodeSlots,
  type EncodeOptions,
  encodeLayout,
  type Layout,
  parseLayout,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { type Memory, memoryOf } from './memory.js';

/** A layout of format 2 with records, from the lines below `records:`, which is line 2. */
export function recordsOf(bank: Bank, body: string, head = ''): Layout<Bank> {
  return parseLayout(`format: otpforge.layout/2\n${head}records:\n${body}`, 'otp.yaml', bank);
}

/** A number that only grows, once in each slot of 8 bytes. */
export const appendBody = (slots: number, rest = '') => `  highwater:
    { offset: 0, slots: ${slots}, stride: 8, kind: append, ${rest}fields: { rb: { offset: 0, type: u64 } } }
`;

/** Entries of seven bytes, found by the eighth. */
export const keyedBody = (slots: number, rest = '', names = ', names: { ble: 1, xtal: 2 }') => `  entries:
    offset: 0
    slots: ${slots}
    stride: 8
    kind: keyed
    key: id
    ${rest}
    fields: { value: { offset: 0, type: bytes, length: 7 }, id: { offset: 7, type: u8${names} } }
`;

/** Blocks with a flag in a word of its own, which is cleared to revoke them. */
export const flaggedBody = (active: string, slots = 2, rest = '') => `  blocks:
    offset: 0
    slots: ${slots}
    stride: 32
    kind: flagged
    valid: state
    ${rest}
    fields:
      state: { offset: 0, type: u32, names: { active: ${active}, revoked: 0x00000000 } }
      crc: { offset: 8, type: crc, algorithm: crc32, range: { offset: 16, length: 16 } }
      body: { offset: 16, type: bytes, length: 16 }
`;

export interface Bench {
  readonly layout: Layout<Bank>;
  readonly memory: Memory;
  /** What would be written of some values, by what memory holds. */
  encode(values: object, options?: EncodeOptions): ReturnType<typeof encodeLayout>;
  /** Writes it. */
  burn(values: object, options?: EncodeOptions): ReturnType<typeof encodeLayout>;
  /** The fields that are not blank, by name. */
  values(): { readonly [name: string]: unknown };
  states(): readonly string[];
}

/** A chip's memory beside a layout. */
export function benchOf(layout: Layout<Bank>): Bench {
  const memory = memoryOf(layout.bank);
  const encode = (values: object, options: EncodeOptions = {}) =>
    encodeLayout(layout, unitDataFromObject({ ...values }), { read: memory.read, ...options });
  return {
    layout,
    memory,
    encode,
    burn(values, options) {
      const encoded = encode(values, options);
      memory.write(encoded.image);
      return encoded;
    },
    values: () =>
      Object.fromEntries(
        decodeLayout(layout, memory.read, 'unreadable')
          .filter(({ state }) => state !== 'blank')
          .map(({ name, state, value }) => [name, state === 'value' ? value : state]),
      ),
    states: () =>
      decodeSlots(layout, memory.read, 'damaged').map(({ state, newest }) =>
        newest ? `${state}, newest` : state,
      ),
  };
}
