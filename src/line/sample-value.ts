import { bytesOrRule, type ValueField } from '../layout/index.js';
import { uuidOf } from '../values/index.js';
import type { FieldSource } from './line.js';
import { matchingTexts } from './matching-texts.js';

/** A value that a source could give a field, where nobody knows the next one; undefined where none is found. */
export function sampleValue(source: FieldSource, field: ValueField): string | undefined {
  const scanned = source.kind === 'scan' ? source.pattern : undefined;
  const fits = new RegExp(`^(?:${scanned ?? '.*'})$`, 'u');
  for (const text of candidates(field, scanned))
    if (fits.test(text) && typeof bytesOrRule(field, text, false) !== 'string') return text;
  return undefined;
}

function* candidates(field: ValueField, scanned: string | undefined): Generator<string> {
  const { spec } = field;
  if (scanned !== undefined) yield* matchingTexts(scanned);
  if ('pattern' in spec && spec.pattern !== undefined) yield* matchingTexts(spec.pattern);
  if ('names' in spec && spec.names !== undefined) yield* Object.keys(spec.names);
  if ('min' in spec && spec.min !== undefined) yield String(spec.min);
  if ('prefix' in spec && spec.prefix !== undefined) yield addressOf(spec.prefix, field.length);
  yield* plainValues(field);
}

function plainValues({ type, spec, length }: ValueField): readonly string[] {
  switch (type) {
    case 'ascii':
    case 'utf8':
      return ['SAMPLE', 'S'.repeat(length), 'S'];
    case 'uuid':
      return [uuidOf(new Uint8Array(16).fill(sampleByte))];
    case 'date':
      return ['2000-01-01'];
    case 'version':
      return spec.type === 'version' ? [spec.parts.map((_, index) => (index === 0 ? 1 : 0)).join('.')] : [];
    case 'bytes':
      return [sampleHex.repeat(length)];
    case 'mac':
    case 'eui48':
    case 'eui64':
      return [addressOf('02', length)];
    default:
      return ['1'];
  }
}

const sampleByte = 0x5a;
const sampleHex = sampleByte.toString(16);

function addressOf(prefix: string, length: number): string {
  const hex = prefix.replace(/[^0-9a-f]/gi, '').padEnd(2 * length, sampleHex);
  return hex.match(/../g)?.join(':') ?? '';
}
