import { count } from '../../text/plural.js';
import type { BitsSpec } from '../schema-2.js';
import { type BitGroup, bitCodec, bitGroups } from './bits.js';
import { toInteger } from './integer.js';
import type { LimitProblem } from './limits.js';
import { doubledName } from './number-names.js';
import { ValueProblem } from './problem.js';

/** What is wrong with the bits of a field. */
export function bitProblems(spec: BitsSpec): readonly LimitProblem[] {
  const groups = bitGroups(spec);
  if (groups.length === 0) return [{ key: 'bits', rule: 'names no bit' }];
  return groups.flatMap((group, index) => {
    const rule = groupProblem(spec, group, groups.slice(0, index));
    return rule === undefined ? [] : [{ key: 'bits' as const, rule: `${group.name} ${rule}` }];
  });
}

function groupProblem(spec: BitsSpec, group: BitGroup, others: readonly BitGroup[]): string | undefined {
  const { at, width, names = {}, preset } = group;
  const end = at + width;
  if (end > 8 * spec.bytes)
    return `ends at bit ${end - 1}, and ${count(spec.bytes, 'byte')} end at ${8 * spec.bytes - 1}`;
  const other = others.find((each) => each.at < end && at < each.at + each.width);
  if (other) return `overlaps ${other.name}`;
  try {
    const doubled = doubledName(names);
    if (doubled !== undefined) return `has two names of one number: ${doubled}`;
    const unnamed = bitCodec(spec, { ...group, names: undefined });
    for (const value of Object.values(names)) unnamed.encode(toInteger(value));
    if (preset !== undefined) bitCodec(spec, group).encode(preset);
    return undefined;
  } catch (error) {
    if (error instanceof ValueProblem) return `has a value that ${error.rule}`;
    throw error;
  }
}
