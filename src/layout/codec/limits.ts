import { count } from '../../text/plural.js';
import type { IntegerSpec, TextSpec, ValueSpec } from '../schema-2.js';
import { bitProblems } from './bit-limits.js';
import { parseHex } from './hex-bytes.js';
import { toSigned } from './integer.js';
import { integerCodec } from './integer-codec.js';
import { doubledName } from './number-names.js';
import { ValueProblem } from './problem.js';
import { toReal } from './real.js';
import { wholeValue } from './whole-value.js';

/** A limit of a field that makes no sense. */
export interface LimitProblem {
  readonly key: 'min' | 'max' | 'names' | 'pattern' | 'prefix' | 'bits' | 'end';
  readonly rule: string;
}

/** What is wrong with a field's own limits; a field without problems has a codec. */
export function limitProblems(spec: ValueSpec): readonly LimitProblem[] {
  const problems: LimitProblem[] = [];
  const attempt = <T>(key: LimitProblem['key'], parse: () => T): T | undefined => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ValueProblem || error instanceof SyntaxError)) throw error;
      problems.push({ key, rule: error.message });
      return undefined;
    }
  };
  if (spec.type === 'f32' || spec.type === 'f64') {
    const lowest = attempt('min', () => toReal(spec.min ?? -Infinity));
    const highest = attempt('max', () => toReal(spec.max ?? Infinity));
    if (lowest !== undefined && highest !== undefined && lowest > highest) {
      problems.push({ key: 'max', rule: `must not be below min, ${lowest}` });
    }
  } else if ('min' in spec || 'max' in spec) {
    const lowest = attempt('min', () => toSigned(spec.min ?? -(1n << 64n)));
    const highest = attempt('max', () => toSigned(spec.max ?? 1n << 64n));
    if (lowest !== undefined && highest !== undefined && lowest > highest) {
      problems.push({ key: 'max', rule: `must not be below min, ${lowest}` });
    }
  }
  if ('names' in spec && spec.names !== undefined) {
    const { names } = spec;
    const doubled = attempt('names', () => doubledName(names));
    if (doubled !== undefined) problems.push({ key: 'names', rule: doubled });
    const unfit = problems.length > 0 ? undefined : unfitName(spec);
    if (unfit !== undefined) problems.push({ key: 'names', rule: unfit });
  }
  if (spec.type === 'bits') problems.push(...bitProblems(spec));
  if (spec.type === 'ascii' || spec.type === 'utf8') problems.push(...endProblems(spec));
  if ('pattern' in spec && spec.pattern !== undefined) {
    const { pattern } = spec;
    attempt('pattern', () => wholeValue(pattern));
  }
  if ('prefix' in spec && spec.prefix !== undefined) {
    const { prefix, type } = spec;
    const longest = type === 'eui64' ? 8 : 6;
    const bytes = attempt('prefix', () => parseHex(prefix));
    if (bytes && bytes.length > longest) {
      problems.push({ key: 'prefix', rule: `has ${count(bytes.length, 'byte')}, more than the address` });
    }
  }
  return problems;
}

function endProblems({ end, pad, align }: TextSpec): readonly LimitProblem[] {
  if (end === undefined) return [];
  if (pad === undefined) return [{ key: 'end', rule: 'needs a "pad" byte, which fills the field behind it' }];
  return align === 'left' ? [] : [{ key: 'end', rule: 'is for text that begins at the start of its field' }];
}

/** Why a number with a name is none of its field. */
function unfitName(spec: IntegerSpec): string | undefined {
  const codec = integerCodec(spec);
  for (const [name, value] of Object.entries(spec.names ?? {})) {
    try {
      codec.encode(value);
    } catch (error) {
      if (error instanceof ValueProblem) return `${name} ${error.rule}`;
      throw error;
    }
  }
  return undefined;
}
