import type { DecodedField, LayoutField } from '../layout/index.js';
import { entryName, localName } from '../layout/records/entry-name.js';
import { indented } from './c-text.js';
import { expectedValue } from './expected-value.js';
import type { FieldCode } from './field-functions.js';
import type { HeaderParts } from './header-file.js';

type BytesOf = (range: Pick<DecodedField, 'address' | 'length'>) => Uint8Array;

/** C that holds what every read function gives against what was decoded. */
export function stubChecks(
  { fields }: HeaderParts,
  decoded: readonly DecodedField[],
  bytesOf: BytesOf,
): string {
  const blocks = fields.flatMap((code) =>
    callsOf(code, decoded).map(({ field, found, passed }) =>
      block(code, field, found, passed, bytesOf(found)),
    ),
  );
  return `static void check_unit(void)\n{\n${indented(blocks.flatMap((each) => each.split('\n')))}\n}`;
}

interface StubCall {
  readonly field: LayoutField;
  readonly found: DecodedField;
  /** What comes before the value among the arguments. */
  readonly passed: string;
}

function callsOf(
  { family: { members, record } }: FieldCode,
  decoded: readonly DecodedField[],
): readonly StubCall[] {
  const key = record?.slots[0]?.key;
  return members.flatMap((field, index) => {
    if (field === key) return [];
    const element = members.length > 1 ? `${index}u, ` : '';
    const entries = key && record ? keysIn(decoded, record.name) : [undefined];
    return entries.flatMap((entry) => {
      const name =
        record && entry !== undefined ? entryName(record.name, entry, localName(field)) : field.name;
      const found = decoded.find((each) => each.name === name);
      const number = key && 'names' in key.spec ? (key.spec.names?.[entry ?? ''] ?? entry) : entry;
      return found
        ? [{ field, found, passed: `${entry === undefined ? '' : `${number}u, `}${element}` }]
        : [];
    });
  });
}

/** The keys whose entries were decoded. */
function keysIn(decoded: readonly DecodedField[], record: string): readonly string[] {
  const keys = decoded.flatMap((each) =>
    each.record === record ? (/\[(.+?)\]/.exec(each.name.slice(record.length))?.[1] ?? []) : [],
  );
  return [...new Set(keys)];
}

function block(
  { word, reader }: FieldCode,
  field: LayoutField,
  found: DecodedField,
  passed: string,
  bytes: Uint8Array,
): string {
  const type = reader.parameter.slice(0, reader.parameter.lastIndexOf('*')).trim();
  const state = stateOf(found);
  const lines = [
    `${type} value[${reader.holds}];`,
    `check(otp_read_${word}(${passed}value) == OTP_${state}, "the state of ${found.name}");`,
    ...(state === 'VALUE' || state === 'UNCHECKED'
      ? expectedValue(field, { type, value: found.value, bytes, name: found.name })
      : []),
  ];
  return `{\n${indented(lines)}\n}`;
}

function stateOf({ state, type, crcOk }: DecodedField): string {
  if (state === 'unreadable' || state === 'absent') return 'DAMAGED';
  const isCheck = ['crc', 'sum', 'hash', 'complement'].includes(type);
  return isCheck && state === 'value' && crcOk === undefined ? 'UNCHECKED' : state.toUpperCase();
}
