import type { SparseImage } from '../image/index.js';
import type { KnownUnit } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { runAfter } from './after.js';
import { markAfter } from './after-mark.js';
import { behindBurn } from './behind-burn.js';
import type { VisitedChip } from './chip.js';
import { verifyCold } from './cold.js';
import { checkExpected, isProtectedEarly } from './expect.js';
import type { VisitSetup } from './setup.js';

/** A unit that is burnt and read back. */
export interface BurntUnit {
  readonly run: string;
  readonly unit: KnownUnit;
  readonly uid: string;
  readonly otp: SparseImage;
}

/**
 * What a line does between the read-back and the record. Nothing of a chip can be compared once its protection is set, so that
 * the second reading comes first. Errors: those of verifyCold, runAfter and checkExpected; BURN_STOPPED or BURN_INTERRUPTED in
 * place of one that says that nothing was written.
 */
export async function finishUnit(
  setup: VisitSetup,
  chip: VisitedChip,
  { run, unit, uid, otp }: BurntUnit,
): Promise<void> {
  await behindBurn(async () => {
    await verifyCold(setup, chip, { otp, uid });
    await runAfter(setup, chip, unit, async () => {
      if (!(await isProtectedEarly(setup, chip))) await markAfter(run);
    });
    await checkExpected(setup, chip, uid);
    if (isFinishedLater(setup.line)) await markAfter(run);
  }, setup.signal);
}

/** Whether a unit of the line is more than what its journal calls done. */
export function isFinishedLater({ after, expect, verify }: Line): boolean {
  return after.length > 0 || expect?.rdp !== undefined || verify !== undefined;
}
