import type { LineInputs } from '../api/line-inputs.js';
import { type FieldSource, isScanned } from '../line/index.js';
import { stageSources } from '../visit/stage-sources.js';
import type { ScannedField } from './board-start.js';

/** The fields of a line that are scanned for each board at a stage. What can be any text comes last. */
export function scannedFields(
  { line, layout }: Pick<LineInputs, 'line' | 'layout'>,
  stage: string,
): readonly ScannedField[] {
  const scanned = stageSources({ line, layout, stage }).filter(isScanned);
  const [certain, any] = [scanned.filter(hasPattern), scanned.filter((source) => !hasPattern(source))];
  return [...certain, ...any].map((source) => ({ field: source.field, fits: fitting(source) }));
}

function hasPattern({ kind }: FieldSource): boolean {
  return kind === 'scan';
}

function fitting(source: FieldSource): ScannedField['fits'] {
  if (source.kind !== 'scan') return (text) => text.trim() !== '';
  const pattern = new RegExp(`^(?:${source.pattern})$`, 'u');
  return (text) => pattern.test(text);
}
