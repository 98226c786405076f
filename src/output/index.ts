export type { LabelContent } from './label-content.js';
export { labelMatches, type ReadBackValue } from './label-matches.js';
export { loadLabel } from './label-template.js';
export { type LabelOptions, type Labels, openLabels, type PrintedAt } from './labels.js';
export { type OutputOptions, type Outputs, startOutputs } from './outputs.js';
export type { OutputProblem } from './problem.js';
