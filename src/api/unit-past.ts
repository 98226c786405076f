import { type AreaName, areaName, type OtpBank } from '../bank/index.js';
import {
  type FoundUnit,
  otpReader,
  type PastVerdict,
  type Plan,
  type PlannedChip,
  type Refusal,
} from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import {
  type BeginLine,
  type JournalView,
  otherDies,
  readingJournal,
  type UnitIdentity,
  worldOfMedium,
} from '../journal/index.js';
import type { Layout } from '../layout/index.js';
import type { Medium } from '../probe/index.js';
import { otherUnit } from './other-unit.js';
import { alikeRefusal, setAsideRefusal, takenRefusal } from './past-refusals.js';
import { heldValues, type UnitNames, unitNames } from './unit-identity.js';

export interface PastOptions {
  readonly journal?: string | undefined;
  /** Scrapped dies whose values this one may have. */
  readonly movedFrom?: readonly string[] | undefined;
  /** Every board may have these OTP bytes. */
  readonly shared?: boolean | undefined;
  /** Nobody sees the plan before it is burnt: OTP bytes of another die are refused unless they are shared. */
  readonly unattended?: boolean | undefined;
  /** A ledger says which die has which values. */
  readonly ledger?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly note?: ((text: string) => void) | undefined;
}

export interface PastUnit {
  readonly device: { readonly bank: OtpBank };
  readonly medium: Medium;
  readonly layout: Layout | undefined;
  readonly image: SparseImage;
  /** Of the state folder; undefined where there is none yet. */
  readonly key: Uint8Array | undefined;
}

/** What journal and layout say about giving an image to a die: no value belongs to two. */
export class UnitPast {
  readonly #options: PastOptions;
  readonly #unit: PastUnit;
  readonly #names: UnitNames;

  constructor(options: PastOptions, unit: PastUnit) {
    this.#options = options;
    this.#unit = unit;
    this.#names = unitNames(unit.image, { bank: unit.device.bank, layout: unit.layout }, unit.key);
  }

  get #area(): AreaName {
    return areaName(this.#unit.device.bank);
  }

  /** For the plan. */
  readonly judge = async (found: FoundUnit): Promise<PastVerdict> => {
    const verdict = await this.#journalVerdict(found);
    return { ...verdict, refusals: [...verdict.refusals, ...(await this.#ledgerRefusals(found))] };
  };

  /** Asks the ledgers again just before the first write. Errors: LEDGER_KNOWS_UNIT, and those of a ledger that cannot answer. */
  async checkLedgers(planned: Pick<PlannedChip, 'plan'>): Promise<void> {
    const [refusal] = await this.#ledgerRefusals(planned);
    if (refusal) throw alreadyBurnt(refusal, 'LEDGER_KNOWS_UNIT');
  }

  /**
   * For the line before the first write, while nobody else can add one: what another process has burnt since the plan was
   * made counts too. Errors: UNIT_ALREADY_BURNT.
   */
  check(view: JournalView, { plan }: Pick<PlannedChip, 'plan'>): void {
    if (!burnsOtp(plan) || this.#options.ledger) return;
    const { taken, alike } = otherDies(view, this.#identity(plan));
    const [refusal] = taken.map(takenRefusal);
    if (refusal) throw alreadyBurnt(refusal);
    if (alike && !plan.alike && !this.#options.shared) throw alreadyBurnt(alikeRefusal(alike, this.#area));
  }

  /** What the journal keeps of the unit. */
  line({
    plan,
    otp,
  }: Pick<PlannedChip, 'plan' | 'otp'>): Pick<BeginLine, 'values' | 'held' | 'otp' | 'movedFrom' | 'shared'> {
    const { layout, key } = this.#unit;
    const { values, otp: bytes } = this.#names;
    const held =
      layout && otp && values.length === 0
        ? heldValues(layout, otpReader(this.#unit.device.bank, otp, plan.chip.uid), key)
        : [];
    return {
      ...(values.length > 0 && { values }),
      ...(held.length > 0 && { held }),
      ...(bytes !== undefined && { otp: bytes }),
      ...(plan.movedFrom && { movedFrom: plan.movedFrom }),
      ...(this.#options.shared && { shared: true }),
    };
  }

  async #journalVerdict(found: FoundUnit): Promise<PastVerdict> {
    const { journal, signal, note } = this.#options;
    if (journal === undefined) return this.#verdict(undefined, found);
    return readingJournal(journal, (view) => this.#verdict(view, found), { signal, note });
  }

  /** A value that a ledger knows is moved by the ledger alone. */
  async #ledgerRefusals({ plan }: Pick<PlannedChip, 'plan'>): Promise<readonly Refusal[]> {
    const { movedFrom = [], ledger } = this.#options;
    const { layout, image, medium } = this.#unit;
    if (movedFrom.length === 0 || ledger || !burnsOtp(plan)) return [];
    const { ledgerRefusals } = await import('./ledger-past.js');
    return ledgerRefusals({ layout, image, medium });
  }

  #verdict(view: JournalView | undefined, found: FoundUnit): PastVerdict {
    const { uid } = found.plan.chip;
    const changed = view?.unplannedChangeOn(uid, worldOfMedium(this.#unit.medium));
    if (changed) return { refusals: [setAsideRefusal(changed, this.#area)] };
    if (this.#options.ledger) return { refusals: [] };
    const other = otherUnit(view, found, this.#unit);
    if (other) return { refusals: [other], replacesUnits: true };
    if (!view || !burnsOtp(found.plan)) return { refusals: [] };
    const { taken, alike, movedFrom } = otherDies(view, this.#identity(found.plan));
    const { unattended, shared } = this.#options;
    const refusals = [
      ...taken.map(takenRefusal),
      ...(alike && unattended && !shared ? [alikeRefusal(alike, this.#area)] : []),
    ];
    return { refusals, alike, movedFrom };
  }

  #identity({ chip: { uid } }: Plan): UnitIdentity {
    const { values, otp, comparesBytes } = this.#names;
    return {
      uid,
      world: worldOfMedium(this.#unit.medium),
      values,
      otp: comparesBytes ? otp : undefined,
      movedFrom: this.#options.movedFrom ?? [],
    };
  }
}

function burnsOtp({ units }: Plan): boolean {
  return units.some(({ state, kind }) => state === 'burn' && kind === 'data');
}

function alreadyBurnt(
  { message, remedy }: Refusal,
  code: 'UNIT_ALREADY_BURNT' | 'LEDGER_KNOWS_UNIT' = 'UNIT_ALREADY_BURNT',
): OtpforgeError {
  return new OtpforgeError(code, { message: `${message}; nothing was written`, remedy });
}
