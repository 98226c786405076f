import { OtpforgeError } from '../errors/index.js';
import { knownStages } from '../layout/index.js';
import { isScanned } from '../line/is-scanned.js';
import { didYouMean, nearNames } from '../text/near.js';
import type { VisitSetup } from '../visit/index.js';
import { stageSources } from '../visit/stage-sources.js';

export type Asked = Pick<VisitSetup, 'line' | 'layout' | 'stage' | 'scans'>;

/**
 * Refuses what somebody asks a visit for in vain, before a die gets a value: a stage that the layout lacks, and scans of
 * fields that are not taken from a label then. Errors: LAYOUT_STAGE_UNKNOWN, USAGE.
 */
export function checkAsked(asked: Asked): void {
  const { layout, stage } = asked;
  knownStages(layout, stage === '' ? undefined : [stage]);
  checkScanned(asked);
}

function checkScanned({ scans, ...visited }: Asked): void {
  const fields = stageSources(visited)
    .filter(isScanned)
    .map(({ field }) => field);
  const other = [...scans.keys()].find((field) => !fields.includes(field));
  if (other === undefined) return;
  const known = fields.length > 0 ? `Scanned are ${fields.join(', ')}.` : 'No field is scanned here.';
  throw new OtpforgeError('USAGE', {
    message: `${other} was scanned, and a visit by ${visited.line.file} does not take it from a label; nothing was written`,
    remedy: didYouMean(nearNames(other, fields)) ?? known,
    details: { field: other },
  });
}
