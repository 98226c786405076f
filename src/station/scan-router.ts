import { OtpforgeError } from '../errors/index.js';
import type { OperatorDesk } from './operator-desk.js';
import type { SlotTask } from './slot-task.js';
import type { ScanTaken } from './station.js';

/** Labels that somebody has to scan. */
export interface LabelScans {
  /** The slot whose label it is, which waits for it no more. */
  take(text: string): string | undefined;
  /** What it means where nothing waits for a text while a label has to be scanned; undefined where none has to. */
  differs(): OtpforgeError | undefined;
}

const slotCode = /^SLOT-(.+)$/;

/** Says where a scan goes: each goes to one place, once. */
export class ScanRouter {
  readonly #tasks: ReadonlyMap<string, SlotTask>;
  readonly #desk: OperatorDesk;
  readonly #labels: LabelScans;
  #armed: string | undefined;

  constructor(tasks: ReadonlyMap<string, SlotTask>, desk: OperatorDesk, labels: LabelScans) {
    this.#tasks = tasks;
    this.#desk = desk;
    this.#labels = labels;
  }

  /** Errors: SCAN_UNKNOWN, SCAN_DIFFERS. */
  scan(text: string): ScanTaken {
    if (this.#desk.scan(text)) return { as: 'operator' };
    const named = slotCode.exec(text)?.[1];
    if (named !== undefined) return this.#slot(named);
    const labelled = this.#labels.take(text);
    if (labelled !== undefined) return { as: 'label', slot: labelled };
    return this.#field(text);
  }

  #slot(slot: string): ScanTaken {
    const task = this.#tasks.get(slot);
    if (!task) throw unknown(`there is no slot ${slot}`, 'Scan the code of one of the slots of the line.');
    this.#armed = slot;
    task.starting?.slotScanned();
    return { as: 'slot', slot };
  }

  #field(text: string): ScanTaken {
    const slot = this.#armed ?? this.#onlyWaiting(text);
    const start = this.#tasks.get(slot)?.starting;
    const field = start?.fieldOf(text);
    this.#armed = undefined;
    if (!start || field === undefined) throw unknown(`slot ${slot} has no board that waits for it`, putIn);
    start.scan(field, text);
    // The code of a slot is for one board, with all that it has to have scanned.
    if (start.isIncomplete) this.#armed = slot;
    return { as: 'field', slot, field };
  }

  #onlyWaiting(text: string): string {
    const waiting = [...this.#tasks].filter(([, task]) => task.starting?.fieldOf(text) !== undefined);
    const [first] = waiting;
    if (!first) throw this.#labels.differs() ?? unknown('no board waits for it', putIn);
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
