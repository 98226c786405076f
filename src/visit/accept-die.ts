import { OtpforgeError } from '../errors/index.js';
import type { Layout, ReadBytes } from '../layout/index.js';
import type { DieId, KnownStage, KnownUnit } from '../ledger/index.js';
import { accept } from '../ledger/units/accept.js';
import { requireUnit } from '../ledger/units/require.js';
import { knownContent } from './content.js';
import { ownOf } from './known-values.js';
import { setAside } from './refusal.js';
import { contentMacOf, opener } from './unit-keeper.js';
import type { VisitLedger } from './visit-ledger.js';
import { refuseUnlessWhole } from './whole-unit.js';

/** A die as it was read, whose unit somebody takes for verified. */
export interface AcceptedDie {
  readonly unit: number;
  /** The failed stage. */
  readonly stage: string;
  readonly die: DieId;
  readonly read: ReadBytes;
  readonly layout: Layout;
  readonly reason: string;
}

/**
 * Takes a failed unit for verified as it reads: all of its fields are its own, and its checks are right. Errors: LEDGER_STATE (also for one that is set aside),
 * LEDGER_STALE, CHIP_CHANGED for another die, IDENTITY_INCOMPLETE, IDENTITY_DIFFERS.
 */
export async function acceptDie(
  ledger: VisitLedger,
  { unit: number, stage, die, read, layout, reason }: AcceptedDie,
): Promise<KnownUnit> {
  return ledger.transaction(async (tx) => {
    const unit = await requireUnit(tx, number);
    refuseOtherDie(unit, die);
    if (unit.isSetAside) throw isSetAside(unit);
    const { version } = failedStage(unit, stage);
    const own = ownOf(layout, unit, {
      mac: contentMacOf(ledger),
      open: opener(ledger, unit),
      answers: () => undefined,
    });
    refuseUnlessWhole(knownContent({ layout, read, ...(stage !== '' && { stage }) }, own), die.uid, unit);
    await accept(tx, { unit: number, generation: unit.generation, stage, version, reason });
    return requireUnit(tx, number);
  });
}

/** The failed stage of a unit: the one that is named, or its only one. Errors: LEDGER_STATE. */
export function failedStage({ unit, stages }: KnownUnit, name?: string): KnownStage {
  const found = name === undefined ? stages : stages.filter(({ stage }) => stage === name);
  const failed = found.filter(({ state }) => state === 'failed');
  const [stage] = failed;
  if (stage && failed.length === 1) return stage;
  const states = found.map((each) => `${each.stage === '' ? '' : `${each.stage}: `}${each.state}`);
  return refuseState(unit, states.join(', ') || 'without this stage', failed.length > 1);
}

function refuseState(unit: number, states: string, isSeveral: boolean): never {
  throw new OtpforgeError('LEDGER_STATE', {
    message: isSeveral
      ? `unit ${unit} has failed at several stages (${states}), and accept is for one`
      : `unit ${unit} is ${states}, and accept is only for one that is failed`,
    remedy: isSeveral ? 'Name the stage with --stage.' : 'Look at it with otpforge ledger show.',
    details: { unit, state: states, step: 'accept' },
  });
}

function isSetAside(unit: KnownUnit): OtpforgeError {
  const { message, remedy } = setAside(unit);
  const details = { unit: unit.unit, step: 'accept' };
  return new OtpforgeError('LEDGER_STATE', { message, ...(remedy !== undefined && { remedy }), details });
}

function refuseOtherDie({ unit, die }: KnownUnit, { uid, devId }: DieId): void {
  if (die?.uid === uid && die.devId === devId) return;
  throw new OtpforgeError('CHIP_CHANGED', {
    message: `the chip on the probe is die ${uid}, and unit ${unit} is ${die ? `die ${die.uid}` : 'not bound to a die'}`,
    remedy: 'Connect the board of the unit.',
    details: { unit, uid, ...(die && { recorded: die.uid }) },
  });
}
