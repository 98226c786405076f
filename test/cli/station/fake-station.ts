import type { PlanDocument } from '../../../src/burn/index.js';
import { OtpforgeError } from '../../../src/errors/index.js';
import type { SlotState } from '../../../src/station/slot-state.js';
import type { Insertion, KeyedStation, ScanTaken, StationEvent } from '../../../src/station/station.js';
import type { StationState } from '../../../src/station/station-state.js';

export const since = '2026-11-29T18:30:00.000Z';

/** A slot that shows something. */
export function slotOf(slot: string, shown: Partial<SlotState> = {}): SlotState {
  return { slot, status: 'empty', insertion: 0, since, ...shown };
}

/** What a station with one empty slot shows. */
export function stateOf(shown: Partial<StationState> = {}): StationState {
  return {
    format: 'otpforge.station/1',
    version: 1,
    product: 'controller-c',
    line: 'line.yaml',
    station: 'bench-1',
    medium: 'silicon',
    training: false,
    slots: [slotOf('1')],
    openUnits: [],
    failures: [],
    numbers: { units: 0, verified: 0 },
    warnings: [],
    ...shown,
  };
}

/** A station that shows what a test says, and keeps what it is asked for. */
export class FakeStation implements KeyedStation {
  readonly asked: string[] = [];
  readonly ended: Promise<number>;
  plan: PlanDocument | undefined;
  #state: StationState;
  #end: (code: number) => void = () => undefined;
  readonly #listeners = new Set<(event: StationEvent) => void>();

  constructor(state: StationState = stateOf()) {
    this.#state = state;
    this.ended = new Promise((end) => {
      this.#end = end;
    });
  }

  state(): StationState {
    return this.#state;
  }

  /** Shows something else, and says so. */
  show(shown: Partial<StationState>, event: StationEvent = { type: 'changed' }): void {
    this.#state = { ...this.#state, ...shown, version: this.#state.version + 1 };
    this.say(event);
  }

  showSlot(slot: SlotState): void {
    const slots = this.#state.slots.map((each) => (each.slot === slot.slot ? slot : each));
    this.show({ slots }, { type: 'slot', slot });
  }

  say(event: StationEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  end(code: number): void {
    this.#end(code);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  watch(listener: (event: StationEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start({ slot, insertion }: Insertion): SlotState {
    this.asked.push(`start ${slot} ${insertion}`);
    return this.#slot(slot);
  }

  startByKey({ slot, insertion }: Insertion): SlotState {
    this.asked.push(`key ${slot} ${insertion}`);
    return this.#slot(slot);
  }

  pause(slot: string): SlotState {
    this.asked.push(`pause ${slot}`);
    return this.#slot(slot);
  }

  resume(slot: string): SlotState {
    this.asked.push(`resume ${slot}`);
    return this.#slot(slot);
  }

  planOf(): PlanDocument | undefined {
    return this.plan;
  }

  confirm({ slot, insertion }: Insertion, accept: boolean): SlotState {
    this.asked.push(`confirm ${slot} ${insertion} ${accept}`);
    return this.#slot(slot);
  }

  scan(text: string): ScanTaken {
    this.asked.push(`scan ${text}`);
    if (text.startsWith('unknown'))
      throw new OtpforgeError('SCAN_INVALID', {
        message: `${text} is not a scan of this line`,
        remedy: 'Scan again.',
      });
    return { as: 'field', slot: '1', field: 'lot' };
  }

  signOff(): void {
    this.asked.push('sign off');
  }

  stop(): void {
    this.asked.push('stop');
  }

  #slot(name: string): SlotState {
    return this.#state.slots.find(({ slot }) => slot === name) ?? slotOf(name);
  }
}
