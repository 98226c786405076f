import type { LineInputs } from '../api/line-inputs.js';
import { OtpforgeError } from '../errors/index.js';
import type { Ledger } from '../ledger/index.js';
import { checkTrust } from '../line/index.js';
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
  /** Boards whose unit can have a label, by slot. */
  readonly #boards = new Map<string, Waiting>();
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
  async ended(end: VisitEnd, board: LabelledBoard): Promise<void> {
    this.#outputs.wake();
    if (!this.#labels) return;
    await this.#label(this.#labels, end, board);
    await this.refresh();
  }

  isDue(slot?: string): boolean {
    return this.#waitingIn().some(([waiting]) => slot === undefined || waiting === slot);
  }

  async #label(labels: Labels, { slot, shown, document }: VisitEnd, board: LabelledBoard): Promise<void> {
    const { unit, values = [] } = shown;
    if (!document || document.result === 'refused' || unit === undefined) return;
    const labelled = { ...board, unit, values };
    this.#boards.set(slot, labelled);
    if (document.result === 'verified') await this.#print(labels, slot, labelled);
    // Its label may be on it by now, and was never scanned.
    else if (await this.#waits(labels, unit)) this.#awaitScan(slot, labelled);
  }

  async #print(labels: Labels, slot: string, board: Waiting): Promise<void> {
    const printed = await labels.print(board.unit, { ...board, slot });
    if (printed === 'waits') board.advise('Its label was not printed: print it again.');
    else this.#awaitScan(slot, board);
  }

  async #waits(labels: Labels, unit: number): Promise<boolean> {
    return labels.isScanned && (await labels.waits(unit).catch(() => false));
  }

  #awaitScan(slot: string, board: Waiting): void {
    if (!this.#labels?.isScanned || !board.isIn()) return;
    this.#waiting.set(slot, board);
    board.advise('Scan the label.');
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
    const [slot, board] = [...this.#boards].find(([, each]) => each.unit === unit && each.isIn()) ?? [];
    await this.#labels.reprint(unit, { operator, slot });
    if (slot !== undefined && board) this.#awaitScan(slot, board);
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
  const options = { onProblem, onChange: changed, checkTrust: () => checkTrust(inputs().line) };
  const labels = await openLabels(ledger, inputs, options);
  const outputs = await startOutputs(ledger, inputs().line, options);
  const found = new StationOutputs(outputs, labels, () => inputs().layout, changed);
  await found.refresh();
  return found;
}
