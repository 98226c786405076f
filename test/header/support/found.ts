import { integerBytes } from '../../../src/layout/codec/integer.js';
import { numberOfName } from '../../../src/layout/codec/number-names.js';
import type { DecodedField, DecodedSlot, LayoutField } from '../../../src/layout/index.js';
import { type Call, type Harness, sizeOf } from './harness.js';

/** What a header's functions gave, in the words of `otpforge read`. */
export interface Found {
  readonly fields: readonly FoundField[];
  readonly slots: readonly {
    readonly record: string;
    readonly slot: number;
    readonly state: string;
    readonly newest: boolean;
  }[];
}

export interface FoundField {
  readonly name: string;
  readonly state: string;
  /** Only with the states `value` and `unchecked`, and of a counter. */
  readonly value?: NonNullable<DecodedField['value']>;
}

const states = ['value', 'blank', 'partial', 'invalid', 'damaged', 'unchecked'];
const slotStates = ['valid', 'blank', 'partial', 'invalid', 'damaged', 'locked', 'revoked'];

/** What the bytes say that a harness wrote. */
export function foundBy({ calls, records }: Harness, results: Uint8Array): Found {
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return results.slice(at - length, at);
  };
  const fields = calls.flatMap((call): readonly FoundField[] => {
    const state = states[take(1)[0] ?? 255] ?? 'unknown';
    const bytes = take(sizeOf(call.type) * call.holds);
    const { name, isEntry } = call;
    if (isEntry && state === 'blank') return [];
    return [
      showsValue(call.field.type, state) ? { name, state, value: valueIn(call, bytes) } : { name, state },
    ];
  });
  const slots = records.flatMap(({ name, slots: count }) =>
    Array.from({ length: count }, (_, index) => {
      const [state = 255, newest] = take(2);
      return { record: name, slot: index + 1, state: slotStates[state] ?? 'unknown', newest: newest === 1 };
    }),
  );
  return { fields: sorted(fields), slots };
}

/** What `otpforge read` shows, as the functions give it. */
export function expected(
  fields: readonly LayoutField[],
  decoded: readonly DecodedField[],
  slots: readonly DecodedSlot[],
): Found {
  return {
    fields: sorted(
      decoded.map(({ name, address, type, state, value, crcOk }) => {
        const field = fields.find((each) => each.address === address);
        const own = state === 'unreadable' || state === 'absent' ? 'damaged' : state;
        const isCheck = field?.kind !== 'value';
        const shown = isCheck && own === 'value' && crcOk === undefined ? 'unchecked' : own;
        if (value === undefined || !showsValue(type, shown)) return { name, state: shown };
        return { name, state: shown, value: comparable(field, type, value) };
      }),
    ),
    slots: slots.map(({ record, slot, state, newest }) => ({ record, slot, state, newest })),
  };
}

function showsValue(type: string, state: string): boolean {
  return state === 'value' || state === 'unchecked' || (type === 'unary' && state === 'blank');
}

/** Elements of a group come in another order from functions than from the layout. */
function sorted(fields: readonly FoundField[]): readonly FoundField[] {
  return fields.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** A value as the header can give it: the number in place of its name. */
function comparable(
  field: LayoutField | undefined,
  type: string,
  value: NonNullable<DecodedField['value']>,
): NonNullable<DecodedField['value']> {
  if (field && 'names' in field.spec && field.spec.names && typeof value !== 'object')
    return `${numberOfName(field.spec.names, value)}`;
  if (/^[ui]\d+$/.test(type) || type === 'crc' || type === 'sum') return `${value}`;
  return value;
}

function valueIn({ field, type, holds }: Call, bytes: Uint8Array): NonNullable<DecodedField['value']> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (field.type) {
    case 'ascii':
    case 'utf8':
      return Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString('utf8');
    case 'version':
      return Array.from({ length: holds }, (_, index) => view.getUint32(4 * index, true)).join('.');
    case 'date':
      if (type === 'uint32_t') return isoTime(view.getUint32(0, true));
      return [`${view.getUint16(0, true)}`.padStart(4, '0'), twoDigits(bytes[2]), twoDigits(bytes[3])].join(
        '-',
      );
    case 'f32':
    case 'f64': {
      const value = type === 'float' ? view.getFloat32(0, true) : view.getFloat64(0, true);
      return type === 'float' ? Number(value.toPrecision(6)) : value;
    }
    case 'mac':
    case 'eui48':
    case 'eui64':
      return hex(bytes).match(/../g)?.join(':') ?? '';
    case 'uuid':
      return hex(bytes)
        .toLowerCase()
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    case 'bytes':
    case 'uid':
    case 'hash':
    case 'complement':
    case 'computed':
      return hex(bytes);
    case 'unary':
      return Number(number(view, type));
    case 'bits':
      return field.kind === 'value'
        ? field.codec.decode(
            integerBytes(
              number(view, type),
              field.length,
              field.spec.type === 'bits' ? field.spec.endian : 'little',
            ),
          ).value
        : '';
    default:
      return `${number(view, type)}`;
  }
}

function number(view: DataView, type: string): bigint {
  const bits = 8 * sizeOf(type);
  const raw = Array.from(
    { length: bits / 8 },
    (_, index) => BigInt(view.getUint8(index)) << BigInt(8 * index),
  );
  const unsigned = raw.reduce((sum, each) => sum | each, 0n);
  return type.startsWith('int') ? BigInt.asIntN(bits, unsigned) : unsigned;
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

function twoDigits(value = 0): string {
  return `${value}`.padStart(2, '0');
}
