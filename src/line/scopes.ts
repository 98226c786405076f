import { uniqueName } from '../layout/index.js';
import type { LineProblem } from './problems.js';
import type { LineDocument } from './schema.js';

/** Scopes that the line gives, by field without the numbers of elements; what is wrong goes to `problems`. */
export function scopesOf({ values }: LineDocument, problems: LineProblem[]): ReadonlyMap<string, string> {
  const scopes = new Map<string, string>();
  for (const [field, { scope }] of Object.entries(values)) {
    if (scope === undefined) continue;
    const name = uniqueName(field);
    const other = scopes.get(name) ?? scope;
    if (other !== scope)
      problems.push({
        path: ['values', field],
        problem: `has the scope ${scope}, and another element has ${other}; elements of one field share a scope`,
      });
    scopes.set(name, scope);
  }
  return scopes;
}
