import { knownStages, type Layout } from '../layout/index.js';

/** Refuses what somebody asks a visit for in vain, before a die gets a value. Errors: LAYOUT_STAGE_UNKNOWN. */
export function checkAsked(layout: Layout, stage: string): void {
  knownStages(layout, stage === '' ? undefined : [stage]);
}
