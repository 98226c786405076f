import type { Layout } from '../layout/index.js';
import type { Line } from './line.js';
import type { LineProblem } from './problems.js';

/** What a line lacks for its layout, or cannot burn of it. */
export function* layoutProblems(
  { signers, sources }: Pick<Line, 'signers' | 'sources'>,
  layout: Layout,
): Generator<LineProblem> {
  const { file, fields, records } = layout;
  const signed = new Map(fields.map((field) => [field.name, field]));
  for (const { name, line, spec } of signed.values()) {
    if (spec.type !== 'computed' || Object.hasOwn(signers, spec.by)) continue;
    yield {
      path: ['signers'],
      problem: `${name} of the layout (${file}:${line}) is computed by ${spec.by}, which is missing`,
    };
  }
  const given = new Set(sources.map(({ field }) => field));
  const stage = fields.find(({ when }) => when !== undefined)?.when;
  for (const { name, line, secret, when } of signed.values()) {
    if (stage === undefined || when !== undefined || !secret || !given.has(name)) continue;
    // Every stage writes it, and the ledger wipes it when the first one is verified.
    yield {
      path: ['values', name],
      problem: `is secret and belongs to no stage (${file}:${line}): only the first stage could burn it. Give it a stage in the layout, such as "when: ${stage}"`,
    };
  }
  for (const { name, line, kind } of records) {
    if (kind !== 'keyed') continue;
    // What a die holds is compared field by field, and entries of firmware have no field of their own.
    yield {
      path: ['layout'],
      problem: `the record ${name} (${file}:${line}) is keyed, and a line cannot burn such a record; write its entries by program, with a layout of their own`,
    };
  }
}
