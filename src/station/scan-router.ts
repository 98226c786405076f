import { OtpforgeError } from '../errors/index.js';
import type { OperatorDesk } from './operator-desk.js';
import type { SlotTask } from './slot-task.js';
import type { Insertion, ScanTaken } from './station.js';

/** Labels that somebody has to scan. */
export interface LabelScans {
  /** Whether the label of a slot's board has to be scanned; of any slot unless one is given. */
  isDue(slot?: string): boolean;
  /** The slot whose label it is, which waits for it no more; with `only` it may be no other one. */
  take(text: string, only?: string): string | undefined;
  /** What it means where nothing waits for a text while a label has to be scanned; undefined where none has to. */
  differs(): OtpforgeError | undefined;
}

const slotCode = /^SLOT-(.+)$/;

/** The board that somebody named by the code of its slot. */
interface Armed {
  readonly slot: string;
  readonly insertion: number;
  readonly at: number;
}

/** Whoever scans a code and goes away has not named the board that is in when somebody scans again. */
const armedMs = 30_000;

/** Says where a scan goes: each goes to one place, once. */
export class ScanRouter {
  readonly #tasks: ReadonlyMap<string, SlotTask>;
  readonly #desk: OperatorDesk;
  readonly #labels: LabelScans;
  readonly #now: () => number;
  #armed: Armed | undefined;

  constructor(
    tasks: ReadonlyMap<string, SlotTask>,
    desk: OperatorDesk,
    labels: LabelScans,
    now = () => performance.now(),
  ) {
    this.#tasks = tasks;
    this.#desk = desk;
    this.#labels = labels;
    this.#now = now;
  }

  /**
   * `board` is what somebody who remembers it himself has named, or `none`: of all others the last code of a slot is remembered
   * here. Errors: SCAN_UNKNOWN, SCAN_DIFFERS.
   */
  scan(text: string, board?: Insertion | 'none'): ScanTaken {
    if (this.#desk.scan(text)) return { as: 'operator' };
    const named = slotCode.exec(text)?.[1];
    if (board === undefined) return named === undefined ? this.#told(text) : this.#slot(named);
    const before = this.#armed;
    this.#armed = board === 'none' ? undefined : { ...board, at: this.#now() };
    try {
      return named === undefined ? this.#told(text) : this.#slot(named);
    } finally {
      this.#armed = before;
    }
  }

  #told(text: string): ScanTaken {
    const armed = this.#disarm();
    const only = armed && this.#labels.isDue(armed.slot) ? armed.slot : undefined;
    const labelled = this.#labels.take(text, only);
    if (labelled === undefined) return this.#field(text, armed);
    if (labelled !== armed?.slot) this.#armed = armed;
    return { as: 'label', slot: labelled };
  }

  #slot(slot: string): ScanTaken {
    const task = this.#tasks.get(slot);
    if (!task) throw unknown(`there is no slot ${slot}`, 'Scan the code of one of the slots of the line.');
    const { starting } = task;
    this.#armed = undefined;
    if (starting?.slotScanned()) return { as: 'slot', slot };
    // The next scan is for this slot even where it cannot be used there.
    this.#arm(slot, task);
    if (!starting?.isIncomplete && !this.#labels.isDue(slot))
      throw unknown(`slot ${slot} waits for no scan`, putIn);
    return { as: 'slot', slot };
  }

  #arm(slot: string, task: SlotTask): void {
    this.#armed = { slot, insertion: task.state.insertion, at: this.#now() };
  }

  #disarm(): Armed | undefined {
    const armed = this.#armed;
    this.#armed = undefined;
    return armed && this.#now() - armed.at < armedMs ? armed : undefined;
  }

  #field(text: string, armed: Armed | undefined): ScanTaken {
    const slot = armed?.slot ?? this.#onlyWaiting(text);
    const task = this.#tasks.get(slot);
    const isSame = !armed || task?.state.insertion === armed.insertion;
    const start = isSame ? task?.starting : undefined;
    const field = start?.fieldOf(text);
    if (!task || !start || field === undefined)
      throw this.#labels.differs() ?? unknown(`slot ${slot} has no board that waits for it`, putIn);
    start.scan(field, text);
    // The code of a slot is for one board, with all that it has to have scanned.
    if (!start.isIncomplete) return { as: 'field', slot, field };
    this.#arm(slot, task);
    return { as: 'field', slot, field, isIncomplete: true };
  }

  #onlyWaiting(text: string): string {
    const waiting = [...this.#tasks].filter(([, task]) => task.starting?.fieldOf(text) !== undefined);
    const [first] = waiting;
    if (!first) throw this.#labels.differs() ?? unknown('no board waits for it', putIn);
    // It may be a wrong label, which must not become the value of another board.
    if (this.#labels.isDue())
      throw unknown(
        `slot ${first[0]} waits for it, and another one for a label`,
        'Scan the code of the slot first.',
      );
    if (waiting.length === 1) return first[0];
    throw unknown(
      `boards wait for it in slots ${waiting.map(([slot]) => slot).join(', ')}`,
      'Scan the code of the slot first.',
    );
  }
}

const putIn = 'Put the board in first, and scan what its slot asks for.';

function unknown(why: string, remedy: string): OtpforgeError {
  return new OtpforgeError('SCAN_UNKNOWN', { message: `the scan was not used: ${why}`, remedy });
}
