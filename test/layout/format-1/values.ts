import type { Random } from './random.js';

/** A field as a layout's file has it. */
export interface FieldText {
  readonly type: string;
  readonly length?: number;
  readonly [key: string]: unknown;
}

export type Given = string | number;

/** A value that the field most often takes; now and then one that it refuses. */
export function randomValue(random: Random, field: FieldText): Given {
  if (random.chance(0.01)) return random.pick<Given>(['', '-1', 'ü', 1e9, '0x', '2026-02-30']);
  const { type } = field;
  if (type === 'ascii' || type === 'utf8') return randomText(random, field);
  if (type === 'date') return randomDate(random, field);
  if (type === 'uuid') return uuid(hexOf(random.bytes(16)));
  if (type === 'bytes') {
    const digits = hexOf(random.chance(0.05) ? blank(field.length ?? 0) : random.bytes(field.length ?? 0));
    return random.chance(0.2) ? `0x${digits.toUpperCase()}` : digits;
  }
  if (type === 'mac' || type === 'eui48' || type === 'eui64') return randomAddress(random, field);
  return randomInteger(random, type);
}

function randomInteger(random: Random, type: string): Given {
  const length = Number(type.slice(1)) / 8;
  const bytes = random.chance(0.1) ? blank(length) : random.bytes(length);
  const value = BigInt(`0x${hexOf(bytes)}`) >> BigInt(random.below(8 * length));
  if (length === 8) return `${value}`;
  return random.pick<Given>([Number(value), `${value}`, `0x${value.toString(16)}`]);
}

const asciiLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. ';

function randomText(random: Random, { type, length = 0, pad }: FieldText): string {
  const size = pad === undefined ? length : random.below(length + 1);
  const letters = Array.from({ length: size }, () => asciiLetters.charAt(random.below(asciiLetters.length)));
  if (type === 'utf8' && size >= 4 && random.chance(0.5))
    letters.splice(0, 4, random.pick(['éß', '😀', 'ΩЯ']));
  return letters.join('');
}

function randomDate(random: Random, { encoding }: FieldText): string {
  if (encoding === 'unix32') {
    const moment = new Date(random.below(2 ** 32) * 1000).toISOString().replace('.000Z', 'Z');
    return random.chance(0.3) ? moment.slice(0, 10) : moment;
  }
  const two = (value: number) => `${value}`.padStart(2, '0');
  return `${1000 + random.below(9000)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;
}

function randomAddress(random: Random, { type, prefix }: FieldText): string {
  const octets = [...random.bytes(type === 'eui64' ? 8 : 6)].map((octet) => hexOf(Uint8Array.of(octet)));
  const first = typeof prefix === 'string' ? prefix.split(':') : [];
  const all = [...first, ...octets.slice(first.length)];
  return all.join(random.pick([':', '-', '']));
}

function uuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function blank(length: number): Uint8Array {
  return new Uint8Array(length).fill(0xff);
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
