import { OtpforgeError } from '../errors/index.js';
import { type DecodedField, type DecodedSlot, decodeLayout, decodeSlots } from '../layout/index.js';
import type { DieId } from '../ledger/index.js';
import { kindOf, type Medium, parseProbeUri } from '../probe/index.js';
import { adoptable, adoptDie } from '../visit/index.js';
import { type LedgerChangeOptions, reasonText } from './ledger-change.js';
import { type UnitSummary, unitSummary } from './ledger-units.js';
import { type LineProbeOptions, lineProbe } from './line-probe.js';
import { hearing } from './listener.js';
import { withLine } from './open-line.js';
import { bankFolders, callback, checkOptions, need, type Shape, text } from './options/index.js';
import { publicFields } from './public-fields.js';
import { type DieRead, readDie } from './read-die.js';
import type { TargetOptions } from './target.js';
import { visitLedger } from './visit-ledger.js';

export interface AdoptOptions
  extends LedgerChangeOptions,
    LineProbeOptions,
    Pick<TargetOptions, 'banks' | 'trace' | 'note' | 'onEvent'> {
  /** The stage of the layout that the die has been through. */
  readonly stage?: string;
  /** Shown what the chip holds before it is adopted; false declines. */
  readonly confirm: (found: LedgerAdoptDocument) => boolean | Promise<boolean>;
}

export interface LedgerAdoptDocument {
  readonly format: 'otpforge.ledger-adopt/1';
  /** `asked` in what `confirm` is shown. */
  readonly result: 'asked' | 'adopted';
  readonly ledger: string;
  readonly reason: string;
  readonly medium: Medium;
  readonly device: string;
  readonly die: DieId;
  readonly stage: string;
  /** What the chip holds by the layout. */
  readonly fields: readonly DecodedField[];
  readonly slots: readonly DecodedSlot[];
  /** Once it is adopted. */
  readonly unit?: UnitSummary;
}

const shape: Shape<AdoptOptions> = {
  reason: need(reasonText),
  ledgerKey: text,
  confirm: need(callback()),
  slot: text,
  probe: text,
  stage: text,
  banks: bankFolders,
  trace: text,
  note: callback(),
  onEvent: callback(),
};

/**
 * Takes in a die that was burnt without this ledger: its values, as the chip holds them, are of no other unit from now on. Only
 * a whole unit is taken, with all its checks right. Nothing is written to the chip. Errors: those of openLine and withTarget;
 * LEDGER_STATE for a die that the ledger knows, IDENTITY_TAKEN, IDENTITY_INCOMPLETE, DECLINED.
 */
export async function adoptUnit(file: string, options: AdoptOptions): Promise<LedgerAdoptDocument> {
  checkOptions('adoptUnit', options, shape);
  const { ledgerKey, reason, stage = '', confirm } = options;
  const heard = hearing(options);
  const { probe } = await lineProbe(file, options);
  const medium = kindOf(parseProbeUri(probe)).medium === 'silicon' ? 'silicon' : 'simulated';
  const opening = { medium, ...(ledgerKey !== undefined && { ledgerKey }) } as const;
  return withLine(file, opening, async ({ line, ledger }) => {
    const visits = visitLedger(ledger);
    const found = await readDie(line, { ...heard, probe });
    const strange = { die: found.die, read: found.read, layout: found.layout, line, stage };
    const whole = await adoptable(visits, strange);
    const asked = documentOf(found, { ledger: ledger.id, reason, stage });
    if (!(await confirm(asked)))
      throw new OtpforgeError('DECLINED', { message: `declined: die ${found.die.uid} is not adopted` });
    const unit = unitSummary(await adoptDie(visits, strange, whole, reason));
    return { ...asked, result: 'adopted', unit };
  });
}

function documentOf(
  { die, device, medium, layout, secrets, read }: DieRead,
  head: Pick<LedgerAdoptDocument, 'ledger' | 'reason' | 'stage'>,
): LedgerAdoptDocument {
  return {
    format: 'otpforge.ledger-adopt/1',
    result: 'asked',
    ...head,
    ...{ medium, device, die },
    fields: publicFields(decodeLayout(layout, read, 'unreadable'), secrets),
    slots: decodeSlots(layout, read, 'damaged'),
  };
}
