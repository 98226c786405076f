import { type FieldInput, ValueProblem } from './codec/index.js';
import type { ValueField } from './layout.js';
import { encodeGiven } from './values.js';

/** The bytes of a value, or the rule that it breaks. */
export function bytesOrRule(field: ValueField, value: FieldInput, cell: boolean): Uint8Array | string {
  try {
    return encodeGiven(field, { value, cell });
  } catch (cause) {
    if (cause instanceof ValueProblem) return cause.rule;
    throw cause;
  }
}

/**
 * Whether a cell stands for the same bytes, however it is spelled. Of a hundred thousand cells few are encoded: most can be
 * seen to differ.
 */
export function sameValue(
  field: ValueField,
  wanted: FieldInput,
  sought: Uint8Array,
): (cell: string) => boolean {
  // A text has one spelling.
  if (field.type === 'ascii' || field.type === 'utf8') return (cell) => cell === wanted;
  const differs = difference(field, sought);
  return (cell) => {
    if (cell === '' || differs(cell)) return false;
    const bytes = bytesOrRule(field, cell, true);
    return bytes instanceof Uint8Array && bytes.every((byte, index) => byte === sought[index]);
  };
}

/** Whether a cell is sure to stand for something else. */
function difference(field: ValueField, sought: Uint8Array): (cell: string) => boolean {
  const { value } = field.codec.decode(sought);
  // Named numbers have a name as well.
  if (/^[ui]\d+$/.test(field.type) && !('names' in field.spec && field.spec.names)) {
    return otherNumber(String(value));
  }
  switch (field.type) {
    case 'date':
      return (cell) => cell.length === 10 && cell !== value;
    case 'uuid':
    case 'bytes':
    case 'mac':
    case 'eui48':
    case 'eui64':
      return otherDigits(
        String(value)
          .replaceAll(/[^0-9a-f]/gi, '')
          .toLowerCase(),
      );
    default:
      return () => false;
  }
}

/** A decimal number has one spelling without a leading zero, up to a comma. */
function otherNumber(wanted: string): (cell: string) => boolean {
  return (cell) => {
    const comma = cell.indexOf(',');
    const end = comma < 0 ? cell.length : comma;
    for (let at = 0; at < end; at += 1) {
      const code = cell.charCodeAt(at);
      if (code < 0x30 || code > 0x39) return false;
    }
    return cell.charCodeAt(0) !== 0x30 && (end !== wanted.length || !cell.startsWith(wanted));
  };
}

/** Separators do not count, nor does the case. */
function otherDigits(wanted: string): (cell: string) => boolean {
  return (cell) => {
    let found = 0;
    for (let at = /^\s*0x/i.test(cell) ? cell.search(/x/i) + 1 : 0; at < cell.length; at += 1) {
      const code = cell.charCodeAt(at);
      const isDigit = (code >= 0x30 && code <= 0x39) || (code | 0x20) >= 0x61;
      if (!isDigit) continue;
      if ((code | 0x20) !== (wanted.charCodeAt(found) | 0x20)) return true;
      found += 1;
    }
    return found !== wanted.length;
  };
}
