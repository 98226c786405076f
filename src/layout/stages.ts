import { OtpforgeError } from '../errors/index.js';
import { didYouMean, nearNames } from '../text/near.js';
import type { Layout, LayoutField, LayoutRecord } from './layout.js';

/** The names of all stages, in the order of the fields; none of a layout that is written at once. */
export function stagesOfLayout({ fields }: Pick<Layout, 'fields'>): readonly string[] {
  return [...new Set(fields.flatMap(({ when }) => when ?? []))];
}

/** Names of stages that were asked for; undefined selects every field. Errors: LAYOUT_STAGE_UNKNOWN. */
export function knownStages(
  layout: Layout,
  stages: readonly string[] | undefined,
): readonly string[] | undefined {
  const known = stagesOfLayout(layout);
  const unknown = stages?.find((stage) => !known.includes(stage));
  if (unknown === undefined) return stages;
  throw new OtpforgeError('LAYOUT_STAGE_UNKNOWN', {
    message: `${layout.file} has no field of stage "${unknown}"`,
    remedy: didYouMean(nearNames(unknown, known)) ?? stagesText(known),
    details: { file: layout.file, stage: unknown },
  });
}

function stagesText(known: readonly string[]): string {
  return known.length > 0 ? `Its stages are ${known.join(', ')}.` : 'Its fields name no stage.';
}

export function isSelected(
  { when }: LayoutField | LayoutRecord,
  stages: readonly string[] | undefined,
): boolean {
  return stages === undefined || when === undefined || stages.includes(when);
}
