import type { BurnRequest, PlannedChip, ReportExtras } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { planShape, rememberRehearsal, wasRehearsed } from './memory.js';
import { rehearse } from './rehearse.js';

/** true: each burn; first: the first burn of each plan shape; false: none. */
export type RehearseWhen = boolean | 'first';

/** What became of it; undefined when none was wanted or there is nothing to burn. */
export type RehearsalState = NonNullable<ReportExtras['rehearsal']>;

/** Rehearses a plan where that is wanted. Errors: REHEARSAL_FAILED. */
export async function rehearseWhen(
  when: RehearseWhen,
  request: BurnRequest,
  planned: PlannedChip,
): Promise<RehearsalState | undefined> {
  const { plan } = planned;
  const burns = plan.refusals.length === 0 && plan.units.some(({ state }) => state === 'burn');
  if (when === false || !burns) return undefined;
  const shape = planShape(plan);
  if (when === 'first' && (await wasRehearsed(shape))) return 'remembered';
  if (!(await rehearse(request, planned))) return 'unavailable';
  try {
    await rememberRehearsal(shape);
  } catch (error) {
    // Without a memory the next burn is rehearsed again, which is no reason to refuse this one.
    if (!(error instanceof OtpforgeError)) throw error;
  }
  return 'rehearsed';
}
