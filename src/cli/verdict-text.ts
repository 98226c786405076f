import type { PlanDocument, RefusalCode, ReportDocument } from '../burn/index.js';
import { type ErrorCode, ExitCode, type OtpforgeError } from '../errors/index.js';
import { type Tone, toned } from '../text/tone.js';
import { areaText } from './area-text.js';
import { verdictNotes } from './trust-text.js';

/** The last line of a plan. */
export function planVerdict(plan: PlanDocument): string {
  const { refusals, units, firmware } = plan;
  if (refusals.length > 0) return said('fail', 'REFUSED', `nothing will be written. ${cureOf(refusals)}`);
  if (units.some(({ state }) => state === 'burn')) return said('pass', 'READY', 'this chip takes the image');
  if (units.length === 0) return said('pass', 'READY', 'program writes the firmware where it differs');
  const main = firmware.length > 0 ? 'program compares the firmware, and ' : '';
  return said('pass', 'READY', `${main}the ${areaText(plan)} holds everything already`);
}

/** The last line of a program run that came to its end: what it made of the unit, or what to do with it. */
export function reportVerdict(report: ReportDocument): string {
  const { result, plan, unit } = report;
  const notes = verdictNotes(report);
  if (result === 'refused')
    return said('fail', 'REFUSED', `nothing was written${notes}. ${cureOf(plan.refusals)}`);
  const without =
    plan.units.length === 0 ? `no ${areaText(plan)} byte in this image` : 'the chip holds the whole image';
  return said('pass', 'PASS', `${unit?.text ?? without}${notes}`);
}

/** The last line of a program run that ended with an error. */
export function errorVerdict({ code, facts, exitCode, details }: OtpforgeError): string {
  // It was written by an earlier run.
  if (code === 'VERIFIED_UNIT_CHANGED') return said('fail', 'FAILED', aside);
  if (code === 'REWORK_OPEN') return said('fail', 'FAILED', reworkAgain(details.rework));
  switch (facts.effect) {
    case 'none':
      return beforeWrite(exitCode, facts.run);
    case 'partial':
      return said('fail', 'INTERRUPTED', 'run the same command with the same image again.');
    case 'verdict':
      return said('fail', 'FAILED', atOnce.has(code) ? aside : again);
    case 'unknown':
      return said('fail', 'FAILED', 'stop. Run the same command once more, and report this.');
  }
}

function reworkAgain(stage: unknown): string {
  return typeof stage === 'string'
    ? `present the unit with --rework --stage ${stage}.`
    : 'run the same command again with --rework.';
}

/** The last line of a comparison. */
export function comparisonVerdict(
  result: 'equal' | 'different' | 'refused',
  text: string | undefined,
): string {
  const unit = text === undefined ? '' : `; ${text}`;
  if (result === 'equal') return said('pass', 'PASS', `equal${unit}`);
  if (result === 'different') return said('fail', 'FAILED', `different${unit}. Set the unit aside.`);
  return said('fail', 'REFUSED', `nothing was compared${unit}`);
}

const aside = 'set the unit aside.';
const again = 'run the same command once more. If it fails again, set the unit aside.';

/** No second run can change what they found. */
const atOnce: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UNPLANNED_CHANGE',
  'UNIT_INVALID',
  'SECTOR_CHANGED',
  'DIE_CHANGED',
]);

function beforeWrite(exitCode: ExitCode, run: string): string {
  if (run === 'declined' || run === 'stopped')
    return said(
      'warning',
      'NOT PROGRAMMED',
      'nothing was written. Run the command again to program the unit.',
    );
  if (exitCode === ExitCode.Refused)
    return said('fail', 'REFUSED', 'nothing was written. Set the unit aside, and read the reason above.');
  const cure =
    exitCode === ExitCode.Probe
      ? 'Check cable, supply and probe, and try again.'
      : 'Correct what is named above, and try again.';
  return said('fail', 'NOT PROGRAMMED', `nothing was written. ${cure}`);
}

type Cure = 'unit' | 'pair' | 'supply' | 'input';

/** What a refusal is about: the unit, unit and image together, the supply, or what was asked for. */
const cureKinds: Readonly<Record<RefusalCode, Cure>> = {
  DEV_ID: 'unit',
  FLASH_SIZE: 'unit',
  READ_PROTECTION: 'unit',
  VOLTAGE: 'supply',
  VOLTAGE_SCALING: 'supply',
  PRECONDITION: 'supply',
  REGION: 'input',
  ELF_GAP: 'input',
  SECTOR_FIRMWARE: 'input',
  CONFLICT: 'unit',
  PARTIAL: 'input',
  LOCKED: 'unit',
  LOCK_VALUE: 'input',
  LOCK_EMPTY: 'input',
  DAMAGED: 'unit',
  SUSPECT: 'unit',
  SECTOR_HALF_ERASED: 'unit',
  NO_UNIT: 'input',
  FIRMWARE_ONLY: 'input',
  SLOT_OUTDATED: 'input',
  CHECK_DIFFERS: 'input',
  LOCK_UNWRITTEN: 'input',
  OTHER_DIE: 'pair',
  BOUND_HEX_CHANGED: 'input',
  UID_UNPROVEN: 'input',
  UNIT_ALREADY_BURNT: 'input',
  LEDGER_KNOWS_UNIT: 'input',
  OTHER_UNIT: 'pair',
  SET_ASIDE: 'unit',
  EXAMPLE_UNIT: 'input',
  FUSE_STATE: 'unit',
  LIFE_CYCLE: 'input',
  WORD_OWNED: 'input',
  STICKY_LOCK: 'input',
  WORD_STOPPED: 'unit',
  WORD_UNKNOWN: 'unit',
};

const cures: Readonly<Record<Cure, string>> = {
  unit: 'Set the unit aside, and read the reason above.',
  pair: 'Take the image of this unit, or a blank unit.',
  supply: 'Check the supply, and try again.',
  input: 'Correct the image or its data, and try again.',
};

function cureOf(refusals: PlanDocument['refusals']): string {
  const found = refusals.map(({ code }) => cureKinds[code]);
  const cure = (['unit', 'pair', 'supply', 'input'] as const).find((each) => found.includes(each));
  return cures[cure ?? 'unit'];
}

/** A verdict: one word that says it all, and why. */
export function said(tone: Tone, word: string, text: string): string {
  return `${toned(tone, `${word}:`)} ${text}`;
}
