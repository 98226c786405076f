import { count } from '../../text/plural.js';
import type { ValueSpec } from '../schema.js';
import { parseHex } from './hex-bytes.js';
import { toInteger } from './integer.js';
import { ValueProblem } from './problem.js';
import { wholeValue } from './whole-value.js';

/** A limit of a field that makes no sense. */
export interface LimitProblem {
  readonly key: 'min' | 'max' | 'pattern' | 'prefix';
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
  if ('min' in spec || 'max' in spec) {
    const lowest = attempt('min', () => toInteger(spec.min ?? 0));
    const highest = attempt('max', () => toInteger(spec.max ?? 1n << 64n));
    if (lowest !== undefined && highest !== undefined && lowest > highest) {
      problems.push({ key: 'max', rule: `must not be below min, ${lowest}` });
    }
  }
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
