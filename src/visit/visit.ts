import {
  otpReader,
  type PlannedChip,
  type Refusal,
  type ReportDocument,
  unitsToBurn,
} from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { fileForNow } from '../journal/index.js';
import {
  type Claim,
  claim,
  type KnownStage,
  type KnownUnit,
  markChanged,
  type StageKey,
} from '../ledger/index.js';
import { joinRanges } from '../range/index.js';
import { unmarkAfter } from './after-mark.js';
import { askHooks } from './ask-hooks.js';
import { checkScans } from './check-scans.js';
import type { VisitedChip } from './chip.js';
import { claimed } from './claimed.js';
import { cutOffRuns } from './claimed-runs.js';
import { claimIsLive, settleStation } from './claims.js';
import { recordFailure, recordRefused, recordVerified, type Written } from './finish-run.js';
import { finishUnit, isFinishedLater } from './finish-unit.js';
import { checkGolden, checkOnlyRead } from './golden.js';
import type { VisitRefusal } from './judge-die.js';
import { layoutChange } from './layout-change.js';
import { letGo } from './let-go.js';
import { openRework } from './open-rework.js';
import { type Presented, presentDie } from './present-die.js';
import { isProtectedByLine, otherLevel } from './protected.js';
import { recordingVisit } from './record-visit.js';
import { checkSameAnswer, refusal, setAside } from './refusal.js';
import { lockRun } from './run-lock.js';
import { beganAt, type Seen } from './seen.js';
import type { VisitSetup } from './setup.js';
import { liveStage } from './take-unit.js';
import { unitImage } from './unit-image.js';

/** How a visit ended that is not an error. */
export type VisitResult = { readonly uid: string } & VisitEnd;

type VisitEnd =
  /** Burnt, or finished, read back, and recorded. */
  | { readonly result: 'verified'; readonly unit: KnownUnit; readonly report: ReportDocument }
  /** Verified before: it was only read. */
  | { readonly result: 'again'; readonly unit: KnownUnit }
  /** Verified before: its firmware was written again. */
  | { readonly result: 'reworked'; readonly unit: KnownUnit; readonly report: ReportDocument }
  /** The chip, the firmware or the plan forbids it: nothing was written. */
  | { readonly result: 'refused'; readonly unit?: KnownUnit; readonly refusals: readonly Refusal[] };

/**
 * One presentation of a die, at one stage of its layout, in one probe session. Errors: those of the ledger before a write
 * (UNIT_BUSY, IDENTITY_*, UID_*, SCAN_*, LEDGER_*, POOL_EMPTY, ORDER_FULL, IMAGE_CHANGED); those of `program`; NOT_RECORDED where the
 * ledger did not take the outcome; VERIFIED_UNIT_CHANGED.
 */
export async function visit(setup: VisitSetup, chip: VisitedChip): Promise<VisitResult> {
  if (!setup.isSettled) await settleStation(setup);
  return recordingVisit(setup, chip, (seen) => present(setup, chip, seen));
}

async function present(setup: VisitSetup, chip: VisitedChip, seen: Seen): Promise<VisitResult> {
  const { found, refusals, again } = await chip.look();
  const { uid } = found.chip;
  seen.uid = uid;
  if (uid !== '') setup.onDie?.(uid);
  const isProtected = isProtectedByLine(setup, found, refusals);
  // Of a chip that cannot be read the ledger may know something; another chip than the line's has no unit here.
  if (refusals.length > 0 && (uid === '' || (found.otp && !isProtected)))
    return { result: 'refused', uid, refusals };
  checkSameAnswer(found.chip, again);
  await checkGolden(setup, found.chip);
  const presented = await presentDie(setup, found, isProtected);
  const { verdict, unit: taken, stage } = presented.taken;
  checkOnlyRead(setup, uid, verdict);
  if (taken) {
    seen.unit = taken;
    setup.onUnit?.(taken.unit);
  }
  if (verdict.does === 'set-aside' || verdict.does === 'refuse') await letGo(setup, chip, seen);
  if (taken && verdict.does === 'set-aside') return refusedBy(setup, presented, [setAside(taken)]);
  if (verdict.does === 'refuse') throw await refused(setup, presented, found, refusals);
  if (taken) checkScans(setup, taken);
  if (taken && verdict.does === 'again') {
    const other = otherLevel(setup, found);
    if (other !== undefined) setup.note(other);
    return { result: 'again', uid, unit: taken };
  }
  if (!taken || !stage || !found.otp) throw new Error(`the die ${found.chip.uid} has no unit`);
  const unit = await askHooks(setup, taken, stage);
  seen.unit = unit;
  const inFlight = await chip.inFlight(
    await cutOffRuns(unit, { station: setup.ledger.station, journal: setup.journal }),
  );
  const burnt = { unit, stage, presented, seen };
  if (verdict.does === 'rework') {
    const report = await chip.burn({
      ...{ run: seen.run, journal: fileForNow(setup.journal) },
      ...{ otp: undefined, inFlight, uid },
      onClaim: () => openRework(setup, burnt),
    });
    return report.result === 'refused'
      ? { result: 'refused', uid, unit, refusals: report.plan.refusals }
      : { result: 'reworked', uid, unit, report };
  }
  const otp = await unitImage(setup, { ...burnt, otp: found.otp, inFlight });
  const report = await claimAndBurn(setup, chip, { ...burnt, otp, inFlight });
  await letGo(setup, chip, seen);
  if (report.result !== 'refused') return { result: 'verified', uid, unit, report };
  return refusedBy(setup, presented, report.plan.refusals);
}

async function refusedBy(
  setup: VisitSetup,
  { uid, taken: { unit, stage } }: Presented,
  refusals: readonly Refusal[],
): Promise<VisitResult> {
  if (stage) await recordRefused(setup, stage, refusals);
  return { result: 'refused', uid, ...(unit && { unit }), refusals };
}

async function refused(
  setup: VisitSetup,
  { uid, taken }: Presented,
  { otp }: PlannedChip,
  refusals: readonly Refusal[],
): Promise<OtpforgeError> {
  const { verdict, unit, stage } = taken;
  if (verdict.does !== 'refuse') throw new Error(`nothing refuses the die ${uid}`);
  const error = refusal(verdict.code, uid, taken, refusals);
  if (unit && stage && otp && readsOtherwise.has(verdict.code)) {
    const read = otpReader(setup.device.bank, otp, uid);
    const changed = await layoutChange(setup, { unit, stage, read });
    if (changed) return changed;
  }
  if (verdict.code === 'VERIFIED_UNIT_CHANGED' && unit && stage)
    await setup.ledger.transaction((tx) =>
      markChanged(tx, { ...keyOf(unit, stage), version: stage.version, codes: [verdict.code] }),
    );
  return error;
}

/** The chip is blamed for what a changed layout may have done. */
const readsOtherwise: ReadonlySet<VisitRefusal> = new Set(['VERIFIED_UNIT_CHANGED', 'IDENTITY_DIFFERS']);

interface Burn {
  readonly unit: KnownUnit;
  readonly stage: KnownStage;
  readonly otp: SparseImage;
  readonly inFlight: Awaited<ReturnType<VisitedChip['inFlight']>>;
  readonly presented: Presented;
  readonly seen: Seen;
}

async function claimAndBurn(setup: VisitSetup, chip: VisitedChip, burn: Burn): Promise<ReportDocument> {
  const { seen, unit, otp } = burn;
  const { uid } = burn.presented;
  const { run } = seen;
  const journal = fileForNow(setup.journal);
  const lock = await lockRun(run);
  const written: Written = { isBurnt: false, isWhole: false };
  let claiming: Promise<void> | undefined;
  try {
    const report = await chip.burn({
      ...{ run, journal },
      ...{ otp, uid },
      inFlight: burn.inFlight,
      onUnitsBurnt: () => {
        written.isBurnt = true;
      },
      onClaim: (planned, hashes) => {
        claiming = claimRun(setup, burn, { run, journal, planned, ...hashes });
        return claiming;
      },
    });
    if (!seen.isClaimed) return report;
    written.isWhole = true;
    await finishUnit(setup, chip, { run, unit, uid, otp });
    await letGo(setup, chip, seen);
    await recordVerified(setup, run, report);
    await unmarkAfter(run);
    return report;
  } catch (error) {
    // A run that was given up may still wait for the ledger.
    await claiming?.catch(() => undefined);
    if (seen.isClaimed && !isNotRecorded(error)) {
      await unmarkAfter(run);
      await Promise.all([letGo(setup, chip, seen), recordFailure(setup, { run, written, error })]);
    }
    throw error;
  } finally {
    lock.release();
  }
}

interface Claimed {
  readonly run: string;
  /** The file that the run's lines go to. */
  readonly journal: string;
  readonly planned: PlannedChip;
  readonly image: string;
  readonly plan: string;
}

/** T2: one UPDATE that succeeds only from the state and version that T1 read. Errors: UNIT_BUSY, STOPPED, LEDGER_*. */
async function claimRun(
  setup: VisitSetup,
  { unit, stage, seen, presented }: Burn,
  { run, journal, planned: { plan: planned }, image, plan }: Claimed,
): Promise<void> {
  const { line, slot, operator, rewrite } = setup;
  const units = [...unitsToBurn(planned, 'data'), ...unitsToBurn(planned, 'lock')];
  const { erasedValue } = setup.device.bank.otp;
  // A unit that reads blank may be spent.
  const found = planned.units.filter(
    ({ state, wanted }) => state === 'skip' && wanted.some((byte) => byte !== erasedValue),
  );
  try {
    await claimed(setup, seen, async (tx) => {
      // Its station may have been silent for a while when the die was judged.
      const live = await liveStage(unit, {
        isClaimLive: (each) => claimIsLive(setup.ledger, tx, each),
      });
      if (live) throw refusal('UNIT_BUSY', presented.uid, { ...presented.taken, live });
      const taken: Claim = {
        ...{ run, station: tx.station, slot, journal, image, plan, time: tx.now },
        finishedLater: isFinishedLater(line),
        units: units.map(({ address, length }) => ({ address, length })),
        found: joinRanges(found.map(({ address, length }) => ({ address, length }))),
      };
      return claim(tx, {
        ...keyOf(unit, stage),
        from: stage.state,
        version: stage.version,
        others: unit.stages.filter((each) => each.stage !== stage.stage),
        claim: taken,
        began: beganAt(seen, tx.now),
        burnt: presented.taken.content.kind === 'whole',
        ...(isSettled(stage) && rewrite && { rewrite }),
        ...(operator !== undefined && { operator }),
      });
    });
  } catch (error) {
    throw error instanceof OtpforgeError && error.code === 'LEDGER_STALE' ? busy(error, unit) : error;
  }
}

function isSettled({ state }: KnownStage): boolean {
  return state === 'verified' || state === 'reported' || state === 'bound';
}

function busy(error: OtpforgeError, { unit }: KnownUnit): OtpforgeError {
  return new OtpforgeError('UNIT_BUSY', {
    message: `${error.message}; nothing was written`,
    remedy:
      'Another slot or bench has this die, or somebody released or scrapped it: present the board again.',
    details: { ...error.details, unit },
    cause: error,
  });
}

function isNotRecorded(error: unknown): boolean {
  return error instanceof OtpforgeError && error.code === 'NOT_RECORDED';
}

export function keyOf({ unit, generation }: KnownUnit, { stage }: KnownStage): StageKey {
  return { unit, generation, stage };
}
