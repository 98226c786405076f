import { OtpforgeError } from '../errors/index.js';
import { stagesOfLayout } from '../layout/index.js';
import type { VisitSetup } from './setup.js';
import type { TakenUnit } from './take-unit.js';

/**
 * Refuses a die that would be burnt at another stage than it is meant for: nothing is burnt at all stages at once but what was
 * given out so, and that at no single one. Errors: USAGE.
 */
export function checkStage(
  { layout, stage }: Pick<VisitSetup, 'layout' | 'stage'>,
  { verdict, unit, stage: known }: TakenUnit,
): void {
  const stages = stagesOfLayout(layout);
  const isMisjudged = verdict.does === 'refuse' && verdict.code === 'IDENTITY_DIFFERS';
  if (stages.length === 0 || known || (verdict.does !== 'allocate' && !isMisjudged)) return;
  if (stage === '') {
    throw new OtpforgeError('USAGE', {
      message: `${layout.file} is burnt in stages, and none was named; nothing was written`,
      remedy: `Name it with --stage: ${stages.join(', ')}.`,
      details: { stages },
    });
  }
  const whole = unit?.stages.find((each) => each.stage === '' && each.state !== 'released');
  if (!unit || !whole) return;
  throw new OtpforgeError('USAGE', {
    message: `unit ${unit.unit} has all stages of ${layout.file} at once (${whole.state}), and is not burnt at stage ${stage} alone; nothing was written`,
    remedy: 'Present the board without --stage.',
    details: { unit: unit.unit, stage },
  });
}
