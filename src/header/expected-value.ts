import { bytesInteger } from '../layout/codec/integer.js';
import type { LayoutField } from '../layout/index.js';
import { byteRows, signed, unsigned } from './c-text.js';

export interface Expected {
  /** The C type of the value. */
  readonly type: string;
  readonly value: unknown;
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** Lines of C that hold `value`, as a read function gave it, against what a field's bytes mean. */
export function expectedValue(field: LayoutField, { type, value, bytes, name }: Expected): readonly string[] {
  const { spec } = field;
  const what = `"the value of ${name}"`;
  const fits = (condition: string) => [`check(${condition}, ${what});`];
  switch (spec.type) {
    case 'ascii':
    case 'utf8':
      return fits(`strcmp(value, "${escaped(`${value}`)}") == 0`);
    case 'version':
      return fits(
        `${value}`
          .split('.')
          .map((part, index) => `value[${index}] == ${unsigned(BigInt(part))}`)
          .join(' && '),
      );
    case 'date': {
      if (type === 'uint32_t') return fits(`value[0] == ${unsigned(bytesInteger(bytes, spec.endian))}`);
      const [year, month, day] = `${value}`.split('-').map(Number);
      return fits(`value[0].year == ${year} && value[0].month == ${month} && value[0].day == ${day}`);
    }
    case 'f32':
    case 'f64': {
      const text = `${value}`;
      const number = /[.e]/.test(text) ? text : `${text}.0`;
      return fits(`value[0] == ${number}${spec.type === 'f32' ? 'f' : ''}`);
    }
    case 'unary':
      return fits(`value[0] == ${unsigned(BigInt(`${value}`))}`);
    case 'crc':
    case 'sum':
    case 'bits':
      return fits(`value[0] == ${unsigned(bytesInteger(bytes, spec.endian), 8 * bytes.length)}`);
    default:
      return /^u?int(?:16|32|64)_t$/.test(type) || type === 'int8_t' || /^u\d/.test(spec.type)
        ? fits(`value[0] == ${integer(field, type, bytes)}`)
        : sameBytes(`${value}`, what);
  }
}

function integer({ length, spec }: LayoutField, type: string, bytes: Uint8Array): string {
  const raw = bytesInteger(bytes, 'endian' in spec ? (spec.endian ?? 'little') : 'little');
  const bits = Number(/\d+/.exec(type)?.[0]);
  return type.startsWith('u') ? unsigned(raw, bits) : signed(BigInt.asIntN(8 * length, raw), bits);
}

function sameBytes(value: string, what: string): readonly string[] {
  const bytes = Buffer.from(value.replaceAll(/[^0-9A-Fa-f]/g, ''), 'hex');
  return [
    `static const uint8_t wanted[${bytes.length}] = {`,
    byteRows(bytes, '    '),
    '};',
    `check(memcmp(value, wanted, sizeof wanted) == 0, ${what});`,
  ];
}

/** A text in a C string: what is not a letter, a digit or a blank in three octal digits. */
function escaped(text: string): string {
  return Array.from(Buffer.from(text, 'utf8'), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9 ._-]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  }).join('');
}
