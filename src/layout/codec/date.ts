import type { DateSpec } from '../schema-2.js';
import type { Codec, FieldInput } from './codec.js';
import { bytesInteger, integerBytes } from './integer.js';
import { ValueProblem } from './problem.js';

/** unix32: seconds since 1970 in UTC; bcd: YY YY MM DD; ymd: year as 16 bits, month, day. All take 4 bytes. */
export function dateCodec({ encoding, endian }: DateSpec): Codec {
  const { encode, decode } = encodings[encoding];
  return {
    length: 4,
    encode: (input) => encode(input, endian),
    decode(bytes) {
      const value = decode(bytes, endian);
      return { value, text: value };
    },
  };
}

interface DateEncoding {
  encode(input: FieldInput, endian: DateSpec['endian']): Uint8Array;
  decode(bytes: Uint8Array, endian: DateSpec['endian']): string;
}

const encodings: Readonly<Record<DateSpec['encoding'], DateEncoding>> = {
  unix32: {
    encode(input, endian) {
      const seconds = moment(input);
      if (seconds < 0 || seconds > 0xffffffff) {
        throw new ValueProblem('must lie between 1970-01-01 and 2106-02-07');
      }
      return integerBytes(BigInt(seconds), 4, endian);
    },
    decode(bytes, endian) {
      const iso = new Date(Number(bytesInteger(bytes, endian)) * 1000).toISOString();
      return iso.replace('T00:00:00.000Z', '').replace('.000Z', 'Z');
    },
  },
  bcd: {
    encode: (input) => Uint8Array.from(Buffer.from(calendarDay(input).replaceAll('-', ''), 'hex')),
    decode(bytes) {
      const digits = Buffer.from(bytes).toString('hex');
      return calendarDay(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`);
    },
  },
  ymd: {
    encode(input, endian) {
      const [year, month, day] = calendarDay(input).split('-').map(Number);
      return Uint8Array.of(...integerBytes(BigInt(year ?? 0), 2, endian), month ?? 0, day ?? 0);
    },
    decode(bytes, endian) {
      const year = Number(bytesInteger(bytes.slice(0, 2), endian));
      const [month, day] = bytes.slice(2);
      return calendarDay([`${year}`.padStart(4, '0'), twoDigits(month), twoDigits(day)].join('-'));
    },
  },
};

const dayRule = 'must be a day such as "2026-03-14"';

function calendarDay(input: FieldInput): string {
  const text = typeof input === 'string' ? input.trim() : '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new ValueProblem(dayRule);
  const date = new Date(`${text}T00:00:00Z`);
  // Date rolls 31 April over to 1 May.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw new ValueProblem(`${dayRule} that the calendar has`);
  }
  return text;
}

function moment(input: FieldInput): number {
  const text = typeof input === 'string' ? input.trim() : '';
  const match = /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z)?$/.exec(text);
  if (!match?.[1]) throw new ValueProblem('must be a day or a time in UTC such as "2026-03-14T09:30:00Z"');
  const [, day, hours, minutes, seconds] = match;
  const midnight = Date.parse(`${calendarDay(day)}T00:00:00Z`) / 1000;
  return midnight + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

function twoDigits(value = 0): string {
  return `${value}`.padStart(2, '0');
}
