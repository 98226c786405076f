import { checkNames, dataField, type Layout, openFields, type UnitData } from '../layout/index.js';
import { layoutProblems } from './layout-problems.js';
import type { Line } from './line.js';
import { type LineProblem, lineInvalid } from './problems.js';
import { sampleProblem } from './samples.js';
import { secretProblem } from './secret-problems.js';
import { typeProblem } from './type-problems.js';
import { uniqueProblems } from './unique-problems.js';
import { type LineWarning, lineWarnings } from './warnings.js';

/**
 * Checks that a line gives each field of its layout a value that fits. `now` is the day of the values that are tried.
 * Errors: LINE_INVALID with all problems; LAYOUT_FIELD_UNKNOWN, LAYOUT_FIELD_FIXED.
 */
export function checkLine(line: Line, layout: Layout, now = new Date()): readonly LineWarning[] {
  checkNames(layout, namesOf(line));
  const problems = [
    ...layoutProblems(line, layout),
    ...missingProblems(line, layout),
    ...line.sources.flatMap((source) => {
      const field = dataField(layout, source.field);
      if (field?.kind !== 'value') return [];
      const problem =
        typeProblem(source, field, layout) ??
        secretProblem(source, field) ??
        sampleProblem(source, field, line, now);
      return problem === undefined ? [] : [{ path: ['values', source.field], problem }];
    }),
    ...uniqueProblems(line, layout),
  ];
  if (problems.length > 0) throw lineInvalid(line.file, problems, line.lineOf);
  return [...lineWarnings(line, layout)];
}

/** Its fields as unit data without values, for what checks the names of unit data. */
function namesOf({ file, sources, lineOf }: Line): UnitData {
  return new Map(
    sources.map(({ field }) => [field, { value: '', from: `${file}:${lineOf(['values', field])}` }]),
  );
}

function* missingProblems({ sources }: Line, layout: Layout): Generator<LineProblem> {
  const given = new Set(sources.map(({ field }) => field));
  for (const { name, line } of openFields(layout, given))
    yield {
      path: ['values'],
      problem: `${name} of the layout (${layout.file}:${line}) has no source, and no default`,
    };
}
