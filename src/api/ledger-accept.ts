import { OtpforgeError } from '../errors/index.js';
import { acceptClock } from '../ledger/set-right.js';
import { markShown } from '../ledger/units/accept.js';
import { acceptDie, failedStage } from '../visit/index.js';
import { type DieOptions, dieProbe, dieShape } from './die-options.js';
import { changed, type LedgerChangeDocument, type LedgerChangeOptions, reasonText } from './ledger-change.js';
import { unitNamed, unitSummary } from './ledger-units.js';
import { hearing } from './listener.js';
import { withLine } from './open-line.js';
import { checkOptions, need, type Shape, text } from './options/index.js';
import { readDie } from './read-die.js';
import { visitLedger } from './visit-ledger.js';

export interface AcceptOptions extends DieOptions {
  /** The failed stage; the unit's only one unless given. */
  readonly stage?: string;
}

const decision = { reason: need(reasonText), ledgerKey: text };
const shape: Shape<AcceptOptions> = { ...dieShape, stage: text };

/**
 * Takes a failed unit for verified as it reads. The chip is read, and nothing is written to it: all fields are its own, and its
 * checks are right. Errors: those of openLine and withTarget; UNIT_*, LEDGER_STATE, CHIP_CHANGED, IDENTITY_*.
 */
export async function acceptUnit(
  file: string,
  unit: string,
  options: AcceptOptions,
): Promise<LedgerChangeDocument> {
  checkOptions('acceptUnit', options, shape);
  const heard = hearing(options);
  const { reason } = options;
  const { probe, opening } = await dieProbe(file, options);
  return withLine(file, opening, async ({ line, ledger }) => {
    const visits = visitLedger(ledger);
    const known = await ledger.transaction((tx) => unitNamed(tx, line.product, unit));
    // Before the probe is touched.
    const { stage } = failedStage(known, options.stage);
    const { die, read, layout } = await readDie(line, { ...heard, probe });
    const accepted = await acceptDie(visits, { unit: known.unit, stage, die, read, layout, reason });
    return {
      format: 'otpforge.ledger-change/1',
      result: 'accepted',
      ledger: ledger.id,
      reason,
      unit: unitSummary(accepted),
    };
  });
}

/** Says where a unit is that a journal settled while nobody saw it. Errors: those of openLine; UNIT_*, LEDGER_STATE. */
export async function acceptShown(
  file: string,
  unit: string,
  options: LedgerChangeOptions,
): Promise<LedgerChangeDocument> {
  checkOptions('acceptShown', options, decision);
  return changed(file, { ...options, unit, result: 'shown' }, async (tx, number) => {
    if (!(await markShown(tx, number, options.reason))) throw notHidden(number);
  });
}

/** Takes the clock of the ledger for right, although it is before the newest event. Errors: those of openLine. */
export async function acceptLedgerClock(
  file: string,
  options: LedgerChangeOptions,
): Promise<LedgerChangeDocument> {
  checkOptions('acceptLedgerClock', options, decision);
  const { reason, ledgerKey } = options;
  const opening = { past: ['CLOCK_SUSPECT'], ...(ledgerKey !== undefined && { ledgerKey }) } as const;
  return withLine(file, opening, async ({ ledger }) => {
    await acceptClock(ledger, reason);
    return { format: 'otpforge.ledger-change/1', result: 'clock', ledger: ledger.id, reason };
  });
}

function notHidden(unit: number): OtpforgeError {
  return new OtpforgeError('LEDGER_STATE', {
    message: `unit ${unit} was shown, and accept --shown is only for one that a journal settled unseen`,
    remedy: 'Look at it with otpforge ledger show.',
    details: { unit, step: 'shown' },
  });
}
