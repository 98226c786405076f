import type { Bank } from '../bank/index.js';
import type { LayoutField, LayoutRecord, LayoutSlot, ValueField } from '../layout/index.js';
import { indented, joinedBytes, unsigned } from './c-text.js';
import { type FieldCode, macro, slotPlace } from './field-functions.js';

/** The C function that judges a slot; `order` is the number by which a sequence is ordered, or the key of an entry. */
export function judgeCode(
  record: LayoutRecord,
  word: string,
  fields: readonly FieldCode[],
  { otp }: Bank,
): string {
  const [first] = record.slots;
  if (!first) return '';
  const { length } = first.fields;
  const calls = callsOf(fields);
  const proof = first.check && calls.find(({ name }) => name === first.check?.name);
  // In a slot that counts, such a flag is blank, and not a missing part.
  const mayLack = first.valid?.flag?.isBlank ? first.valid.name : undefined;
  const parts = mayLack === undefined ? 'tally.parts' : '(tally.parts - (flag == OTP_BLANK ? 1u : 0u))';
  return `static inline enum otp_slot_state otp_${word}_judge_(uint32_t slot, uint64_t *order)
{
    const uint32_t at = ${slotPlace(word)};
    struct otp_tally_ tally;
    otp_count_from_0_(&tally);
    (void)at;
    *order = 0;
${indented(
  [
    ...(first.valid ? flagLines(first.valid, fields) : []),
    ...calls.map(({ name, call, field }) => {
      const mayBeBlank = field.allowBlank || name === mayLack;
      if (name === first.check?.name)
        return `const enum otp_state check = ${call};\notp_count_(&tally, check, ${mayBeBlank});`;
      if (name === mayLack) return `const enum otp_state flag = ${call};\notp_count_(&tally, flag, true);`;
      return `otp_count_(&tally, ${call}, ${mayBeBlank});`;
    }),
    `if (tally.damaged > 0) return tally.damaged == ${unsigned(length)} ? OTP_SLOT_UNREADABLE_ : OTP_SLOT_DAMAGED;`,
    `if (tally.blanks == ${unsigned(length)}) return otp_locked_(at, OTP_${macro(word, 'SIZE')}) ? OTP_SLOT_LOCKED : OTP_SLOT_BLANK;`,
    `bool whole = ${proof ? 'check == OTP_VALUE' : 'tally.missing == 0'};`,
    ...(first.valid ? ['if (!active) whole = false;'] : []),
    ...orderLines(record, first, fields),
    'if (whole) return OTP_SLOT_VALID;',
    otp.rewrite === 'once'
      ? `return ${parts} > 0 ? OTP_SLOT_PARTIAL : OTP_SLOT_INVALID;`
      : 'return OTP_SLOT_INVALID;',
  ].flatMap((line) => line.split('\n')),
)}
}`;
}

interface FieldCall {
  readonly name: string;
  readonly field: LayoutField;
  /** C that gives the state of the field in the slot. */
  readonly call: string;
}

function callsOf(fields: readonly FieldCode[]): readonly FieldCall[] {
  return fields.flatMap(({ word, family: { members } }) =>
    members.map((field, index) => ({
      name: field.name,
      field,
      call: `otp_read_${word}_of(slot, ${members.length > 1 ? `${index}u, ` : ''}NULL)`,
    })),
  );
}

function wordOf(field: LayoutField, fields: readonly FieldCode[]): string {
  return fields.find(({ family }) => family.field === field)?.word ?? '';
}

/** Nothing else of a revoked slot matters. */
function flagLines(field: ValueField, fields: readonly FieldCode[]): readonly string[] {
  const { flag, codec, length } = field;
  if (!flag) return [];
  const is = (name: string) =>
    Array.from(
      codec.encode(name),
      (byte, at) => `f[${at}] == 0x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(' && ');
  return [
    `uint8_t f[${length}];`,
    'bool active = false;',
    `if (otp_get_(at + OTP_${macro(wordOf(field, fields), 'OFFSET')}, f, ${unsigned(length)})) {`,
    `    if (${is(flag.revoked)}) return OTP_SLOT_REVOKED;`,
    `    active = ${is(flag.active)};`,
    '}',
  ];
}

function orderLines(
  { kind }: LayoutRecord,
  { sequence, key }: LayoutSlot,
  fields: readonly FieldCode[],
): readonly string[] {
  const field = kind === 'sequence' ? sequence : kind === 'keyed' ? key : undefined;
  if (!field) return [];
  const raw = [
    `uint8_t b[${field.length}];`,
    `if (whole && otp_get_(at + OTP_${macro(wordOf(field, fields), 'OFFSET')}, b, ${unsigned(field.length)})) {`,
    `    *order = ${joinedBytes(0, field.length, 'endian' in field.spec ? (field.spec.endian ?? 'little') : 'little')};`,
    '}',
  ];
  // Memory full of zeros is right by many a CRC, so that zero is never written.
  if (kind === 'sequence') return [...raw, 'if (*order == 0) whole = false;'];
  const isFree =
    !('names' in field.spec && field.spec.names) && !('max' in field.spec && field.spec.max !== undefined);
  return [
    ...raw,
    `const enum otp_state key = otp_read_${wordOf(field, fields)}_of(slot, NULL);`,
    // All ones is a key like any other, unless the layout says which there are.
    `if (key != OTP_VALUE${isFree ? ' && key != OTP_BLANK' : ''}) whole = false;`,
  ];
}
