import type { LineInputs } from '../api/line-inputs.js';
import { OtpforgeError } from '../errors/index.js';
import type { Ledger } from '../ledger/index.js';
import {
  type Labels,
  labelMatches,
  type OutputProblem,
  type Outputs,
  openLabels,
  startOutputs,
} from '../output/index.js';
import { count } from '../text/plural.js';
import type { LabelScans } from './scan-router.js';
import type { VisitEnd } from './slot-board.js';
import type { ShownValue } from './slot-state.js';

/** The board that a label is for. */
export interface LabelledBoard {
  readonly operator: string | undefined;
  readonly isIn: () => boolean;
  /** Says what to do next with it. */
  readonly advise: (next: string) => void;
  readonly alarm: (text: string) => void;
}

interface Waiting extends LabelledBoard {
  readonly unit: number;
  readonly values: readonly ShownValue[];
}

const done = 'Take the board out.';

/** Where the records of a station go, and the labels of its units. Nothing of it changes a verdict. */
export class StationOutputs implements LabelScans {
  readonly #outputs: Outputs;
  readonly #labels: Labels | undefined;
  readonly #layout: () => LineInputs['layout'];
  readonly #changed: () => void;
  /** Boards whose label somebody has to scan, by slot. */
  readonly #waiting = new Map<string, Waiting>();
  #unlabelled: readonly number[] = [];

  constructor(
    outputs: Outputs,
    labels: Labels | undefined,
    layout: () => LineInputs['layout'],
    changed: () => void,
  ) {
    this.#outputs = outputs;
    this.#labels = labels;
    this.#layout = layout;
    this.#changed = changed;
  }

  /** What is wrong, and which units wait for a label. */
  get warnings(): readonly OutputProblem[] {
    const printer = this.#labels?.problem;
    const units = this.#unlabelled;
    const [some, more] = [units.slice(0, 10).join(', '), units.length > 10 ? ', …' : ''];
    const waits = {
      code: 'LABEL_WAITS',
      message: `${count(units.length, 'unit')} without a label: ${some}${more}. Print it again.`,
    };
    return [...this.#outputs.problems, ...(printer ? [printer] : []), ...(units.length > 0 ? [waits] : [])];
  }

  get canPrint(): boolean {
    return this.#labels !== undefined;
  }

  /** A visit has ended, and what it recorded can be sent. Resolves when the label of its unit is printed, or waits. */
  async ended({ slot, shown, document }: VisitEnd, board: LabelledBoard): Promise<void> {
    this.#outputs.wake();
    const { unit, values = [] } = shown;
    if (!this.#labels || document?.result !== 'verified' || unit === undefined) return;
    const printed = await this.#labels.print(unit, { ...board, slot });
    if (printed === 'waits') board.advise('Its label was not printed: print it again.');
    else if (this.#labels.isScanned && board.isIn()) {
      this.#waiting.set(slot, { ...board, unit, values });
      board.advise('Scan the label.');
    }
    await this.refresh();
  }

  isDue(slot?: string): boolean {
    return this.#waitingIn().some(([waiting]) => slot === undefined || waiting === slot);
  }

  /** The slot whose label it is. */
  take(text: string, only?: string): string | undefined {
    const due = this.#waitingIn().filter(([slot]) => only === undefined || slot === only);
    const found = due.find(([, { values }]) => labelMatches(text, values, this.#layout()));
    if (!found) return undefined;
    const [slot, { unit, advise }] = found;
    this.#waiting.delete(slot);
    advise(done);
    void this.#labels?.confirmed(unit).then(
      () => this.refresh(),
      () => advise('The ledger did not take the scan of its label: print it again.'),
    );
    return slot;
  }

  /** What a text says that nobody else waits for, while a label has to be scanned. */
  differs(): OtpforgeError | undefined {
    const waiting = this.#waitingIn();
    if (waiting.length === 0) return undefined;
    const units = waiting.map(([, { unit }]) => unit);
    const error = new OtpforgeError('SCAN_DIFFERS', {
      message: `the label that was scanned is of another unit than ${units.join(', ')}`,
      remedy: 'Look which label is on the board. Print its own one again if it is wrong.',
      details: { units },
    });
    for (const [, { alarm }] of waiting) alarm(error.message);
    return error;
  }

  /** Prints a label once more, which says so. Errors: those of Labels.reprint; USAGE. */
  async reprint(unit: number, operator: string | undefined): Promise<void> {
    if (!this.#labels)
      throw new OtpforgeError('USAGE', { message: 'the line prints no labels', remedy: 'Give it "label:".' });
    await this.#labels.reprint(unit, { operator });
    await this.refresh();
  }

  /** Asks the ledger which units wait for a label. */
  async refresh(): Promise<void> {
    const before = this.#unlabelled;
    this.#unlabelled = (await this.#labels?.waiting().catch(() => before)) ?? [];
    if (this.#unlabelled.join() !== before.join()) this.#changed();
  }

  async stop(): Promise<void> {
    await this.#labels?.settled();
    await this.#outputs.stop();
  }

  #waitingIn(): readonly (readonly [string, Waiting])[] {
    for (const [slot, { isIn }] of this.#waiting) if (!isIn()) this.#waiting.delete(slot);
    return [...this.#waiting];
  }
}

export interface OutputsOf {
  readonly ledger: Ledger;
  readonly inputs: () => LineInputs;
  readonly onProblem: (problem: OutputProblem) => void;
  readonly changed: () => void;
}

/** Starts what a line sends and prints. Errors: those of startOutputs and openLabels. */
export async function openOutputs({
  ledger,
  inputs,
  onProblem,
  changed,
}: OutputsOf): Promise<StationOutputs> {
  const { line, layout } = inputs();
  const labels = await openLabels(ledger, { line, layout }, { onProblem, onChange: changed });
  const outputs = await startOutputs(ledger, line, { onProblem, onChange: changed });
  const found = new StationOutputs(outputs, labels, () => inputs().layout, changed);
  await found.refresh();
  return found;
}
