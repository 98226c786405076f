import { OtpforgeError } from '../errors/index.js';
import { type DecodedField, type DecodedSlot, decodeLayout, decodeSlots } from '../layout/index.js';
import type { DieId } from '../ledger/index.js';
import type { Medium } from '../probe/index.js';
import { adoptable, adoptDie } from '../visit/index.js';
import { type DieOptions, dieProbe, dieShape } from './die-options.js';
import { type UnitSummary, unitSummary } from './ledger-units.js';
import { hearing } from './listener.js';
import { withLine } from './open-line.js';
import { callback, checkOptions, need, type Shape, text } from './options/index.js';
import { publicFields } from './public-fields.js';
import { type DieRead, readDie } from './read-die.js';
import { visitLedger } from './visit-ledger.js';

export interface AdoptOptions extends DieOptions {
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

const shape: Shape<AdoptOptions> = { ...dieShape, stage: text, confirm: need(callback()) };

/**
 * Takes in a die that was burnt without this ledger: its values, as the chip holds them, are of no other unit from now on. Only
 * a whole unit is taken, with all its checks right. Nothing is written to the chip. Errors: those of openLine and withTarget;
 * LEDGER_STATE for a die that the ledger knows, IDENTITY_TAKEN, IDENTITY_INCOMPLETE, DECLINED.
 */
export async function adoptUnit(file: string, options: AdoptOptions): Promise<LedgerAdoptDocument> {
  checkOptions('adoptUnit', options, shape);
  const { reason, stage = '', confirm } = options;
  const heard = hearing(options);
  const { probe, opening } = await dieProbe(file, options);
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
