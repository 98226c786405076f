import type { Bank } from '../bank/index.js';
import { bytesInteger } from '../layout/codec/integer.js';
import type { LayoutField, ValueField } from '../layout/index.js';
import { byteRows, indented, signed, unsigned } from './c-text.js';
import { checkReader } from './checks/index.js';
import type { Family } from './families.js';
import type { Identifiers } from './identifiers.js';
import type { Helper, Reader } from './reader.js';
import { readerOf } from './readers/index.js';

/** What the header has for one field. */
export interface FieldCode {
  readonly family: Family;
  /** The field's part of the C names. */
  readonly word: string;
  readonly reader: Reader;
  readonly defines: readonly string[];
  /** Reads one instance; of a record's field that of a slot. */
  readonly code: string;
}

/** The constants and the functions of a field; those of a record's newest slot come later. */
export function fieldCode(family: Family, bank: Bank, names: Identifiers, recordWord: string): FieldCode {
  const { field, record, count } = family;
  const reader = field.kind === 'value' ? valueReader(field, bank) : checkReader(field);
  const word = names.take(family.name, (each) => [
    `read_${each}`,
    ...(record ? [`read_${each}_of`] : []),
    ...(count > 1 ? [`read_${each}_at_`] : []),
    ...['OFFSET', 'SIZE', 'COUNT', 'STRIDE'].map((end) => macro(each, end)),
  ]);
  const constants = (reader.constants ?? []).map(([name, value, parameters = '']) => {
    const found = names.take(`${word}_${name}`, (each) => [each.toUpperCase()]);
    return `#define OTP_${found.toUpperCase()}${parameters} ${value}`;
  });
  const from = record?.slots[0]?.address ?? bank.otp.base;
  return {
    family,
    word,
    reader,
    defines: [
      `#define OTP_${macro(word, 'OFFSET')} ${unsigned(field.address - from)}`,
      `#define OTP_${macro(word, 'SIZE')} ${unsigned(field.length)}`,
      ...(count > 1
        ? [
            `#define OTP_${macro(word, 'COUNT')} ${unsigned(count)}`,
            `#define OTP_${macro(word, 'STRIDE')} ${unsigned(family.stride)}`,
          ]
        : []),
      ...constants,
    ],
    code: readFunction(family, word, reader, recordWord),
  };
}

/** The helpers of some fields, each once and after what it needs. */
export function helpersOf(fields: readonly FieldCode[]): readonly Helper[] {
  const found = new Map<string, Helper>();
  const add = (helper: Helper): void => {
    for (const needed of helper.needs ?? []) add(needed);
    found.set(helper.name, helper);
  };
  for (const { reader } of fields) for (const helper of reader.helpers ?? []) add(helper);
  return [...found.values()];
}

/** The parameters that say which instance is meant, and the arguments for them. */
export function indexParameters({ count }: Family): { readonly declared: string; readonly passed: string } {
  return count > 1 ? { declared: 'uint32_t index, ', passed: 'index, ' } : { declared: '', passed: '' };
}

/** Where a slot begins. */
export function slotPlace(recordWord: string): string {
  return `OTP_${macro(recordWord, 'OFFSET')} + (slot - 1u) * OTP_${macro(recordWord, 'STRIDE')}`;
}

export function macro(word: string, end: string): string {
  return `${word}_${end}`.toUpperCase();
}

function readFunction(family: Family, word: string, reader: Reader, recordWord: string): string {
  const { field, record } = family;
  const slot = record ? 'uint32_t slot, ' : '';
  const name = record ? `otp_read_${word}_of` : `otp_read_${word}`;
  const { first = [], body, parameter } = reader;
  return [
    `/* ${saysOf(family)}: ${reader.says}. */`,
    `static inline enum otp_state ${name}(${slot}${indexParameters(family).declared}${parameter})`,
    '{',
    indented([
      ...first,
      ...bounds(family, word, recordWord),
      `const uint32_t at = ${place(family, word, recordWord)};`,
      `uint8_t b[OTP_${macro(word, 'SIZE')}];`,
      `const enum otp_state state = otp_raw_(at, b, OTP_${macro(word, 'SIZE')}, ${field.allowBlank || reader.allowsBlank === true});`,
      'if (state != OTP_VALUE) return state;',
      ...constantRule(field),
      ...body,
    ]),
    '}',
  ].join('\n');
}

function saysOf({ name, record, count }: Family): string {
  const which = [
    ...(count > 1 ? ['one of its elements, from 0'] : []),
    ...(record ? ['of a slot, from 1'] : []),
  ];
  return [name, ...which].join(', ');
}

function bounds({ record, count }: Family, word: string, recordWord: string): readonly string[] {
  return [
    ...(record ? [`if (slot < 1 || slot > OTP_${macro(recordWord, 'SLOTS')}) return OTP_INVALID;`] : []),
    ...(count > 1 ? [`if (index >= OTP_${macro(word, 'COUNT')}) return OTP_INVALID;`] : []),
  ];
}

function place({ record, count }: Family, word: string, recordWord: string): string {
  return [
    ...(record ? [slotPlace(recordWord)] : []),
    `OTP_${macro(word, 'OFFSET')}`,
    ...(count > 1 ? [`index * OTP_${macro(word, 'STRIDE')}`] : []),
  ].join(' + ');
}

/** A constant of a secret field stays out of the header, so that it is not compared. */
function constantRule(field: LayoutField): readonly string[] {
  if (field.kind !== 'value' || field.constant === undefined || field.secret) return [];
  const bytes = field.codec.encode(field.constant);
  return [
    `static const uint8_t constant[${bytes.length}] = {`,
    byteRows(bytes, '    '),
    '};',
    `for (uint32_t i = 0; i < ${bytes.length}u; i++) {`,
    '    if (b[i] != constant[i]) return OTP_INVALID;',
    '}',
  ];
}

/** A flag that is blank in a slot that counts has its value there, too. */
function valueReader(field: ValueField, bank: Bank): Reader {
  const reader = readerOf(field.spec, bank);
  if (!field.flag?.isBlank) return reader;
  const active = joinedNumber(field.codec.encode(field.flag.active), field);
  return {
    ...reader,
    says: `${reader.says}; the first if the state is OTP_BLANK`,
    first: [`if (value) *value = ${active};`],
  };
}

function joinedNumber(bytes: Uint8Array, { spec, length }: ValueField): string {
  const raw = bytesInteger(bytes, 'endian' in spec ? (spec.endian ?? 'little') : 'little');
  return 'type' in spec && spec.type.startsWith('i')
    ? signed(BigInt.asIntN(8 * length, raw), 8 * length)
    : unsigned(raw, 8 * length);
}
