import { OtpforgeError } from '../errors/index.js';
import type { Layout } from '../layout/index.js';
import { type KnownUnit, type Ledger, readMeta, setLabel, unitsWithoutLabel } from '../ledger/index.js';
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
   * Prints a label that says REPRINT, wherever the board is. Errors: UNIT_UNKNOWN; LABEL_REFUSED for a unit that is not verified;
   * LABEL_FAILED, LABEL_TEMPLATE; those of the ledger.
   */
  reprint(unit: number, at?: PrintedAt): Promise<void>;
  /** Resolves when nothing is being printed. */
  settled(): Promise<void>;
  /** Units of the line that wait for a label. Errors: those of the ledger. */
  waiting(): Promise<readonly number[]>;
}

export interface LabelOptions {
  /** Hears why a label was not printed. */
  readonly onProblem: (problem: OutputProblem) => void;
  /** `problem` has changed. */
  readonly onChange: () => void;
  readonly now?: () => Date;
}

/** The labels of a line, or undefined where it has none. The line must be trusted. Errors: those of loadLabel and of the ledger. */
export async function openLabels(
  ledger: Pick<Ledger, 'transaction'>,
  { line, layout }: { readonly line: Line; readonly layout: Layout },
  options: LabelOptions,
): Promise<Labels | undefined> {
  const { label } = line;
  if (!label) return undefined;
  const template = await loadLabel(label, line, layout);
  const meta = await ledger.transaction(readMeta);
  const isTraining = meta.get('medium') === 'simulated';
  return new LineLabels({
    ledger,
    line,
    layout,
    label,
    template,
    isTraining,
    now: () => new Date(),
    ...options,
  });
}

interface LabelDeps extends LabelOptions {
  readonly ledger: Pick<Ledger, 'transaction'>;
  readonly line: Line;
  readonly layout: Layout;
  readonly label: Label;
  readonly template: LabelTemplate;
  readonly isTraining: boolean;
  readonly now: () => Date;
}

class LineLabels implements Labels {
  readonly #deps: LabelDeps;
  /** A printer takes one connection at a time. */
  readonly #turns = new Turns();
  #problem: OutputProblem | undefined;

  constructor(deps: LabelDeps) {
    this.#deps = deps;
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
        if (!(await printOn(this.#deps.label, this.#text(known, at, ''), isIn))) return 'waits';
        this.#say(undefined);
        if (!this.isScanned) await this.#record(known, 'printed');
        return 'printed';
      });
    } catch (error) {
      this.#say(problemOf(error));
      return 'waits';
    }
  }

  async confirmed(unit: number): Promise<void> {
    await this.#record(await this.#labelled(unit), 'printed');
  }

  reprint(unit: number, at: PrintedAt = {}): Promise<void> {
    return this.#turns.take(async () => {
      const known = await this.#labelled(unit);
      await printOn(this.#deps.label, this.#text(known, at, reprintWord), () => true);
      this.#say(undefined);
      await this.#record(known, 'reprinted');
    });
  }

  settled(): Promise<void> {
    return this.#turns.take(async () => undefined);
  }

  waiting(): Promise<readonly number[]> {
    const { ledger, line } = this.#deps;
    return ledger.transaction((tx) => unitsWithoutLabel(tx, line.product));
  }

  async #labelled(unit: number): Promise<KnownUnit> {
    const { ledger, line } = this.#deps;
    const known = await ledger.transaction((tx) => requireUnit(tx, unit));
    if (known.product === line.product && isVerified(known)) return known;
    const states = known.stages.map(({ state }) => state);
    throw new OtpforgeError('LABEL_REFUSED', {
      message: `unit ${unit} is not a verified unit of ${line.product}, and gets no label`,
      remedy: 'Present the board at a slot: a unit gets its label when it is verified.',
      details: { unit, states },
    });
  }

  #text(unit: KnownUnit, { slot = '', operator = '' }: PrintedAt, reprint: string): string {
    const { line, layout, template, isTraining, now } = this.#deps;
    const date = new Intl.DateTimeFormat('sv-SE', { timeZone: line.timezone, dateStyle: 'short' }).format(
      now(),
    );
    const training = isTraining ? trainingWord : '';
    return template(labelContent(unit, { line, layout }, { slot, operator, date, reprint, training }));
  }

  async #record({ unit, generation }: KnownUnit, state: 'printed' | 'reprinted'): Promise<void> {
    await this.#deps.ledger.transaction((tx) => setLabel(tx, { unit, generation }, state));
  }

  #say(problem: OutputProblem | undefined): void {
    const before = this.#problem;
    this.#problem = problem;
    if (problem) this.#deps.onProblem(problem);
    if (before !== problem) this.#deps.onChange();
  }
}

/** No stage of it is open or has failed. */
function isVerified({ stages, scrapped, isSetAside }: KnownUnit): boolean {
  const states = stages.map(({ state }) => state);
  const isOpen = stages.some(({ isReworkOpen }) => isReworkOpen);
  const isSound = states.every((state) => state === 'verified' || state === 'reserved');
  return states.includes('verified') && isSound && !isOpen && !scrapped && !isSetAside;
}
