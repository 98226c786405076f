import { dataField, type Layout, uniqueName } from '../layout/index.js';
import { count } from '../text/plural.js';
import type { FieldSource, Line } from './line.js';
import type { LineProblem } from './problems.js';

/** Two of so many random bytes are equal only by a fault. */
const fewestRandom = 8;

/** Fields that no two units may share and whose source would repeat a value, and sources that need such a field. */
export function* uniqueProblems(line: Line, layout: Layout): Generator<LineProblem> {
  const problemAt = (field: string, problem: string): LineProblem => ({ path: ['values', field], problem });
  const unique = new Set(layout.fields.flatMap(({ name, unique }) => (unique ? [uniqueName(name)] : [])));
  const sourced = new Set(line.sources.map(({ field }) => field));
  for (const { name, line: at } of presets(layout)) {
    if (sourced.has(name)) continue;
    const problem = `${name} is unique in the layout (${layout.file}:${at}), and its default is the same for every unit`;
    yield { path: ['values'], problem };
  }
  for (const source of line.sources) {
    const { field } = source;
    if (dataField(layout, field)?.unique) {
      const problem = repeatProblem(source);
      if (problem !== undefined) yield problemAt(field, problem);
    } else if (source.kind === 'list' && source.by)
      yield problemAt(field, 'chooses the row of its list, and is not unique in the layout');
    else if (line.scopes.has(uniqueName(field)) && !unique.has(uniqueName(field)))
      yield problemAt(field, 'has a scope, and is not unique in the layout');
  }
  yield* listProblems(line, layout);
}

function presets({ fields }: Layout) {
  const found = fields.filter(
    (field) => field.kind === 'value' && field.unique && field.preset !== undefined,
  );
  return [...new Map(found.map((field) => [field.name, field])).values()];
}

function repeatProblem(source: FieldSource): string | undefined {
  if (source.kind !== 'random' || source.length >= fewestRandom) return undefined;
  return `is unique in the layout, and has ${count(source.length, 'random byte')}; ${fewestRandom} are the fewest`;
}

/** The row of a list is found again by a column that no other row has. */
function* listProblems({ sources }: Line, layout: Layout): Generator<LineProblem> {
  const lists = new Map<string, string[]>();
  for (const source of sources)
    if (source.kind === 'list') lists.set(source.list, [...(lists.get(source.list) ?? []), source.field]);
  for (const [list, fields] of lists) {
    if (fields.some((field) => dataField(layout, field)?.unique)) continue;
    const problem = `the list ${list} has no unique field, by which the row of a unit is found again`;
    yield { path: ['values', fields[0] ?? ''], problem };
  }
}
