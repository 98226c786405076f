import { type BurnRequest, inPhase, type Plan, type PlannedChip, type ReportExtras } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { planShape, rememberRehearsal, wasRehearsed } from './memory.js';
import { rehearse } from './rehearse.js';

/** true: each burn; first: the first burn of each plan shape; false: none. */
export type RehearseWhen = boolean | 'first';

/** What became of it; undefined when none was wanted or there is nothing to burn. */
export type RehearsalState = NonNullable<ReportExtras['rehearsal']>;

export interface RehearsalWish {
  /** Undefined: as the loader's origin asks for. */
  readonly rehearse?: RehearseWhen | undefined;
  /** Burn by a loader that is not the package's though the simulator lacks its flash controller. */
  readonly unverifiedBank?: boolean | undefined;
}

/**
 * Rehearses a plan where that is wanted, and where it must be: a loader that is not the package's is rehearsed each time
 * before it meets silicon. Errors: REHEARSAL_FAILED, BANK_UNVERIFIED.
 */
export async function rehearseWhen(
  wish: RehearsalWish,
  request: BurnRequest,
  planned: PlannedChip,
): Promise<RehearsalState | undefined> {
  const { plan } = planned;
  const burns = plan.refusals.length === 0 && plan.units.some(({ state }) => state === 'burn');
  const when = whenOf(wish, plan);
  if (when === false || !burns) return undefined;
  const shape = planShape(plan);
  if (when === 'first' && (await wasRehearsed(shape))) return 'remembered';
  if (!(await inPhase(request.onProgress, 'rehearse', 1, () => rehearse(request, planned)))) {
    if (isForeign(plan) && plan.medium === 'silicon' && !wish.unverifiedBank) throw unverified(plan);
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

function unverified({ area, loader }: Plan): OtpforgeError {
  return new OtpforgeError('BANK_UNVERIFIED', {
    message: `the loader of the bank ${area.name} is not the package's (SHA-256 ${loader?.sha256}), and the simulated chip has no model of its flash controller to rehearse it on: nothing was written`,
    remedy:
      'Try it on chips that you can spare with --unverified-bank. The report then says that nothing but the chip itself has tested this bank.',
    details: { bank: area.name, loaderSha256: loader?.sha256 ?? null },
  });
}
