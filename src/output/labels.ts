import { OtpforgeError } from '../errors/index.js';
import type { Layout } from '../layout/index.js';
import {
  type KnownUnit,
  type LabelState,
  type Ledger,
  labelState,
  readMeta,
  setLabel,
  unitsWithoutLabel,
} from '../ledger/index.js';
import { Turns } from '../ledger/turns.js';
import { requireUnit } from '../ledger/units/require.js';
import type { Label, Line } from '../line/index.js';
import { labelContent, reprintWord, trainingWord } from './label-content.js';
import { type LabelTemplate, loadLabel } from './label-template.js';
import { printOn } from './printer.js';
import { type OutputProblem, problemOf } from './problem.js';

/** Where a label is printed for. */
export interface PrintedAt {
  readonly slot?: string | undefined;
  readonly operator?: string | undefined;
}

/** The labels of a running station. */
export interface Labels {
  /** Somebody scans each label, and `confirmed` is called then. */
  readonly isScanned: boolean;
  /** Why the last label was not printed. */
  readonly problem: OutputProblem | undefined;
  /**
   * Prints the label of a unit that T3 has just recorded as verified, once the printer is free, if its board is in then. It `waits`
   * for a reprint otherwise, and where the printer fails: nothing is printed later by itself. Never rejects.
   */
  print(unit: number, at: PrintedAt & { readonly isIn: () => boolean }): Promise<'printed' | 'waits'>;
  /** Somebody scanned the label of a unit, and it was the right one. Errors: those of the ledger. */
  confirmed(unit: number): Promise<void>;
  /**
   * Prints a label that says REPRINT, wherever the board is. Where labels are scanned the unit waits until `confirmed` is called.
   * Errors: UNIT_UNKNOWN; LABEL_REFUSED for a unit that is not verified; LABEL_FAILED, LABEL_TEMPLATE; LINE_UNTRUSTED; those of
   * the ledger.
   */
  reprint(unit: number, at?: PrintedAt): Promise<void>;
  /** Resolves when nothing is being printed. */
  settled(): Promise<void>;
  /** Whether a unit waits for a label. Errors: those of the ledger. */
  waits(unit: number): Promise<boolean>;
  /**
   * Units of the line that wait for a label: those whose last visit was at this station, and those of other stations that have not
   * got it within a minute. Errors: those of the ledger.
   */
  waiting(): Promise<readonly number[]>;
}

export interface LabelOptions {
  /** Hears why a label was not printed. */
  readonly onProblem: (problem: OutputProblem) => void;
  /** `problem` has changed. */
  readonly onChange: () => void;
  /** Asked before each label. Errors: LINE_UNTRUSTED, FILE_*. */
  readonly checkTrust: () => Promise<void>;
  readonly now?: () => Date;
}

/** A line as it is now; another one where its files have changed. */
type LabelInputs = () => { readonly line: Line; readonly layout: Layout };

/** The labels of a line, or undefined where it has none. The line must be trusted. Errors: those of loadLabel and of the ledger. */
export async function openLabels(
  ledger: Pick<Ledger, 'transaction'>,
  inputs: LabelInputs,
  options: LabelOptions,
): Promise<Labels | undefined> {
  const of = inputs();
  const { label } = of.line;
  if (!label) return undefined;
  const template = await loadLabel(label, of.line, of.layout);
  const meta = await ledger.transaction(readMeta);
  const isTraining = meta.get('medium') === 'simulated';
  return new LineLabels({
    ...{ ledger, inputs, label, isTraining },
    loaded: { of, template },
    now: () => new Date(),
    ...options,
  });
}

interface LabelDeps extends LabelOptions {
  readonly ledger: Pick<Ledger, 'transaction'>;
  readonly inputs: LabelInputs;
  readonly label: Label;
  readonly loaded: LoadedLabel;
  readonly isTraining: boolean;
  readonly now: () => Date;
}

interface LoadedLabel {
  /** The line that it was checked for. */
  readonly of: ReturnType<LabelInputs>;
  readonly template: LabelTemplate;
}

class LineLabels implements Labels {
  readonly #deps: LabelDeps;
  /** A printer takes one connection at a time. */
  readonly #turns = new Turns();
  /** Units whose label that somebody has to scan is not the first one. */
  readonly #reprinted = new Set<number>();
  #loaded: LoadedLabel;
  #problem: OutputProblem | undefined;

  constructor(deps: LabelDeps) {
    this.#deps = deps;
    this.#loaded = deps.loaded;
  }

  get isScanned(): boolean {
    return this.#deps.label.confirm !== undefined;
  }

  get problem(): OutputProblem | undefined {
    return this.#problem;
  }

  async print(
    unit: number,
    { isIn, ...at }: PrintedAt & { readonly isIn: () => boolean },
  ): Promise<'printed' | 'waits'> {
    try {
      return await this.#turns.take(async () => {
        const known = await this.#labelled(unit);
        if (!(await printOn(this.#deps.label, await this.#text(known, at, ''), isIn))) return 'waits';
        this.#say(undefined);
        this.#reprinted.delete(unit);
        if (!this.isScanned) await this.#record(known, 'printed');
        return 'printed';
      });
    } catch (error) {
      this.#say(problemOf(error));
      return 'waits';
    }
  }

  async confirmed(unit: number): Promise<void> {
    await this.#record(await this.#labelled(unit), this.#reprinted.has(unit) ? 'reprinted' : 'printed');
    this.#reprinted.delete(unit);
  }

  reprint(unit: number, at: PrintedAt = {}): Promise<void> {
    return this.#turns.take(async () => {
      const known = await this.#labelled(unit);
      const text = await this.#text(known, at, reprintWord);
      // What was scanned before was another label.
      if (this.isScanned) await this.#record(known, 'waiting');
      await printOn(this.#deps.label, text, () => true);
      this.#say(undefined);
      if (this.isScanned) this.#reprinted.add(unit);
      else await this.#record(known, 'reprinted');
    });
  }

  settled(): Promise<void> {
    return this.#turns.take(async () => undefined);
  }

  waits(unit: number): Promise<boolean> {
    return this.#deps.ledger.transaction(async (tx) => {
      const { generation } = await requireUnit(tx, unit);
      return (await labelState(tx, { unit, generation })) === 'waiting';
    });
  }

  waiting(): Promise<readonly number[]> {
    const { ledger, inputs } = this.#deps;
    return ledger.transaction((tx) => unitsWithoutLabel(tx, inputs().line.product, othersMs));
  }

  async #labelled(unit: number): Promise<KnownUnit> {
    const { ledger, inputs } = this.#deps;
    const { line } = inputs();
    const known = await ledger.transaction((tx) => requireUnit(tx, unit));
    if (known.product === line.product && isVerified(known)) return known;
    const states = known.stages.map(({ state }) => state);
    throw new OtpforgeError('LABEL_REFUSED', {
      message: `unit ${unit} is not a verified unit of ${line.product}, and gets no label`,
      remedy: 'Present the board at a slot: a unit gets its label when it is verified.',
      details: { unit, states },
    });
  }

  /** Errors: LINE_UNTRUSTED, LABEL_TEMPLATE, FILE_*. */
  async #text(unit: KnownUnit, { slot = '', operator = '' }: PrintedAt, reprint: string): Promise<string> {
    const { isTraining, now } = this.#deps;
    const { of, template } = await this.#trusted();
    const { line } = of;
    const date = new Intl.DateTimeFormat('sv-SE', { timeZone: line.timezone, dateStyle: 'short' }).format(
      now(),
    );
    const training = isTraining ? trainingWord : '';
    return template(labelContent(unit, of, { slot, operator, date, reprint, training }));
  }

  /** The label of the line as it is now: its files may have been changed while the station runs. */
  async #trusted(): Promise<LoadedLabel> {
    const { checkTrust, inputs, label } = this.#deps;
    await checkTrust();
    const of = inputs();
    if (this.#loaded.of !== of) this.#loaded = { of, template: await loadLabel(label, of.line, of.layout) };
    return this.#loaded;
  }

  async #record({ unit, generation }: KnownUnit, state: LabelState): Promise<void> {
    await this.#deps.ledger.transaction((tx) => setLabel(tx, { unit, generation }, state));
  }

  #say(problem: OutputProblem | undefined): void {
    const before = this.#problem;
    this.#problem = problem;
    if (problem) this.#deps.onProblem(problem);
    if (before !== problem) this.#deps.onChange();
  }
}

/** Another station has had its turn by then. */
const othersMs = 60_000;

/** No stage of it is open or has failed. */
function isVerified({ stages, scrapped, isSetAside }: KnownUnit): boolean {
  const states = stages.map(({ state }) => state);
  const isOpen = stages.some(({ isReworkOpen }) => isReworkOpen);
  const isSound = states.every((state) => state === 'verified' || state === 'reserved');
  return states.includes('verified') && isSound && !isOpen && !scrapped && !isSetAside;
}
