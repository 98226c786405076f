import type { FieldInput } from './codec.js';
import { toSigned } from './integer.js';
import { ValueProblem } from './problem.js';

/** Names of numbers, as a layout gives them. */
export type NumberNames = Readonly<Record<string, string | number>>;

/** The number of a name; a number is taken where it has a name. Throws ValueProblem. */
export function numberOfName(names: NumberNames, input: FieldInput): bigint {
  const word = typeof input === 'string' ? input.trim() : '';
  if (Object.hasOwn(names, word)) return toSigned(names[word] ?? 0);
  // A name begins with a letter, so this cannot be one.
  const value = typeof input !== 'string' || /^[-0-9]/.test(word) ? toSigned(input) : undefined;
  if (value !== undefined && Object.values(names).some((each) => toSigned(each) === value)) return value;
  throw new ValueProblem(`must be one of ${Object.keys(names).join(', ')}`);
}

/** The name of a number. Throws ValueProblem. */
export function nameOfNumber(names: NumberNames, value: bigint): string {
  const found = Object.entries(names).find(([, each]) => toSigned(each) === value);
  if (found) return found[0];
  throw new ValueProblem(`is ${value}, which has no name: ${Object.keys(names).join(', ')} are the values`);
}

/** Why names cannot be told apart by their numbers. */
export function doubledName(names: NumberNames): string | undefined {
  const seen = new Map<bigint, string>();
  for (const [name, each] of Object.entries(names)) {
    const value = toSigned(each);
    const other = seen.get(value);
    if (other !== undefined) return `${other} and ${name} are both ${value}`;
    seen.set(value, name);
  }
  return undefined;
}
