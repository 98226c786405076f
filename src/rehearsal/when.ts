import { type BurnRequest, inPhase, type Plan, type PlannedChip, type ReportExtras } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { ProbeIdentity } from '../probe/index.js';
import { planShape, rememberRehearsal, wasRehearsed } from './memory.js';
import { rehearse } from './rehearse.js';
import { burns, refuseUnwitnessed, unrehearsed } from './unverified.js';

/** true: each burn; first: the first burn of each plan shape; false: none. */
export type RehearseWhen = boolean | 'first';

/** What became of it; undefined when none was wanted or there is nothing to burn. */
export type RehearsalState = NonNullable<ReportExtras['rehearsal']>;

export interface RehearsalWish {
  /** Undefined: as the loader's origin asks for. */
  readonly rehearse?: RehearseWhen | undefined;
  /** Burn though nothing but the chip itself tests loader or bank. */
  readonly unverifiedBank?: boolean | undefined;
  /** Hears which chip the copy is. */
  readonly onCopy?: ((copy: ProbeIdentity) => void) | undefined;
}

/**
 * Rehearses a plan where that is wanted, and where it must be: a loader that is not the package's is rehearsed each time
 * before it meets silicon. A bank without an independent witness meets none unless somebody insists. Errors: REHEARSAL_FAILED, BANK_UNVERIFIED.
 */
export async function rehearseWhen(
  wish: RehearsalWish,
  request: BurnRequest,
  planned: PlannedChip,
): Promise<RehearsalState | undefined> {
  const { plan } = planned;
  if (!burns(plan)) return undefined;
  if (!wish.unverifiedBank) refuseUnwitnessed(request.device.bank, plan.medium);
  const when = whenOf(wish, plan);
  if (when === false) return undefined;
  const shape = planShape(plan);
  if (when === 'first' && (await wasRehearsed(shape))) return 'remembered';
  if (
    !(await inPhase(request.onProgress, 'rehearse', 1, () =>
      rehearse(request, planned, undefined, wish.onCopy),
    ))
  ) {
    if (isForeign(plan) && plan.medium === 'silicon' && !wish.unverifiedBank) throw unrehearsed(plan);
    return 'unavailable';
  }
  try {
    await rememberRehearsal(shape);
  } catch (error) {
    // Without a memory the next burn is rehearsed again, which is not a reason to refuse this one.
    if (!(error instanceof OtpforgeError)) throw error;
  }
  return 'rehearsed';
}

function whenOf({ rehearse: when }: RehearsalWish, plan: Plan): RehearseWhen {
  if (!isForeign(plan)) return when ?? false;
  // A simulated chip can be thrown away, and a replayed trace reaches none.
  return plan.medium === 'silicon' || when !== false;
}

function isForeign({ loader }: Plan): boolean {
  return loader !== undefined && loader.origin.kind !== 'package';
}
