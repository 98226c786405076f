import { OtpforgeError } from '../errors/index.js';
import { type DieId, findUnit, type KnownUnit } from '../ledger/index.js';
import type { DieVerdict } from './judge-die.js';
import type { VisitSetup } from './setup.js';

/**
 * A golden board is only read, whatever was asked for, and while one is needed first no other board is looked up. Errors:
 * GOLDEN_NEEDED, GOLDEN_FAILED.
 */
export async function checkGolden(setup: VisitSetup, die: DieId): Promise<void> {
  const { line, stage, ledger } = setup;
  if (!isGolden(setup, die.uid)) {
    if (setup.goldenFirst) throw needed(die.uid);
    return;
  }
  if (setup.rework || setup.rewrite) throw failed(die.uid, 'it is only read, and was to be written');
  const unit = await ledger.transaction((tx) => findUnit(tx, die));
  const found = unit?.product === line.product ? stateOf(unit, stage) : undefined;
  if (found !== 'verified')
    throw failed(
      die.uid,
      found === undefined ? 'the ledger does not know it' : `the ledger has it as ${found}`,
    );
}

/** What is to become of a golden board that was read. Errors: GOLDEN_FAILED for a write. */
export function checkOnlyRead(setup: VisitSetup, uid: string, { does }: DieVerdict): void {
  if (!isGolden(setup, uid) || does === 'again' || does === 'refuse' || does === 'set-aside') return;
  throw failed(uid, 'it does not read as it was verified');
}

function isGolden({ line }: VisitSetup, uid: string): boolean {
  return line.golden?.includes(uid) ?? false;
}

function stateOf({ stages }: KnownUnit, stage: string): string | undefined {
  return stages.find((each) => each.stage === stage)?.state;
}

function needed(uid: string): OtpforgeError {
  return new OtpforgeError('GOLDEN_NEEDED', {
    message: `the die ${uid} is not a golden board, and one must be read first; nothing was written`,
    remedy:
      'Put a golden board of the line into any slot. When it reads as it should, present this board again.',
    details: { uid },
  });
}

function failed(uid: string, why: string): OtpforgeError {
  return new OtpforgeError('GOLDEN_FAILED', {
    message: `the golden board ${uid}: ${why}; nothing was written`,
    remedy:
      'Try another golden board. A golden board is a unit of this product that the ledger has as verified; golden: of line.yaml names its unique ID.',
    details: { uid },
  });
}
