import { type LedgerChangeDocument, reasonText, releaseOf, replaceOf, scrapOf } from './ledger-change.js';
import { type LedgerShowDocument, showUnits } from './ledger-show.js';
import { type LedgerStatusDocument, type LedgerStatusOptions, statusOf } from './ledger-status.js';
import { type OpenedLine, openLine } from './open-line.js';
import { checkOptions, kind, need, text } from './options/index.js';
import { type ShiftReport, shiftReport } from './shift-report.js';

/** Why, for the record. */
export interface ReasonOptions {
  readonly reason: string;
}

export interface ReplacesOptions extends ReasonOptions {
  /** The unit whose place is taken. */
  readonly replaces: string;
}

/** The window of time and the part of a line that a report is of. */
export interface ShiftOptions {
  readonly from: Date;
  /** Now unless given. */
  readonly to?: Date;
  readonly stage?: string;
  readonly station?: string;
  readonly slot?: string;
  readonly order?: string;
}

/** The ledger of a line that stays open for several calls. Units are named by a public value, their UID or their number. */
export interface LineLedger extends AsyncDisposable {
  readonly id: string;
  readonly product: string;
  status(): Promise<LedgerStatusDocument>;
  /** Units that a text names, open ones without it. Errors: UNIT_UNKNOWN. */
  show(unit?: string): Promise<LedgerShowDocument>;
  /** Errors: UNIT_*, PRODUCT_DIFFERS, LEDGER_STATE. */
  release(unit: string, options: ReasonOptions): Promise<LedgerChangeDocument>;
  /** Errors: as release. */
  scrap(unit: string, options: ReasonOptions): Promise<LedgerChangeDocument>;
  /** Errors: as release. */
  replace(unit: string, options: ReplacesOptions): Promise<LedgerChangeDocument>;
  /** Units, yields and cycles of a window of time. */
  shift(options: ShiftOptions): Promise<ShiftReport>;
  /** `await using` does it too. */
  close(): Promise<void>;
}

/** Opens the ledger of a line.yaml until it is closed. Errors: those of `ledgerStatus`. */
export async function openLineLedger(line: string, options: LedgerStatusOptions = {}): Promise<LineLedger> {
  checkOptions('openLineLedger', options, { ledgerKey: text });
  return new OpenLedger(await openLine(line, options));
}

const time = kind<Date>('a Date', (value) => value instanceof Date && !Number.isNaN(value.getTime()));

class OpenLedger implements LineLedger {
  readonly #opened: OpenedLine;

  constructor(opened: OpenedLine) {
    this.#opened = opened;
  }

  get id(): string {
    return this.#opened.ledger.id;
  }

  get product(): string {
    return this.#opened.line.product;
  }

  status(): Promise<LedgerStatusDocument> {
    return statusOf(this.product, this.#opened.ledger);
  }

  show(unit?: string): Promise<LedgerShowDocument> {
    return showUnits(this.#opened.ledger, unit);
  }

  async release(unit: string, options: ReasonOptions): Promise<LedgerChangeDocument> {
    checkOptions('release', options, { reason: need(reasonText) });
    return releaseOf(this.#opened, unit, options.reason);
  }

  async scrap(unit: string, options: ReasonOptions): Promise<LedgerChangeDocument> {
    checkOptions('scrap', options, { reason: need(reasonText) });
    return scrapOf(this.#opened, unit, options.reason);
  }

  async replace(unit: string, options: ReplacesOptions): Promise<LedgerChangeDocument> {
    checkOptions('replace', options, { reason: need(reasonText), replaces: need(text) });
    return replaceOf(this.#opened, unit, options);
  }

  async shift(options: ShiftOptions): Promise<ShiftReport> {
    checkOptions('shift', options, {
      ...{ from: need(time), to: time },
      ...{ stage: text, station: text, slot: text, order: text },
    });
    return shiftReport(this.#opened, options);
  }

  close(): Promise<void> {
    return this.#opened.ledger.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
