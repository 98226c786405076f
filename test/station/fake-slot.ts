import type { VisitDocument } from '../../src/api/unit-document.js';
import { BoardStart, type ScannedField, type StartBy } from '../../src/station/board-start.js';
import type { BoardVisit } from '../../src/station/board-visit.js';
import type { Contact } from '../../src/station/contact.js';
import { DiesInSlots } from '../../src/station/same-die.js';
import type { VisitEnd } from '../../src/station/slot-board.js';
import { SlotScreen } from '../../src/station/slot-screen.js';
import type { SlotState, SlotStatus } from '../../src/station/slot-state.js';
import { SlotTask } from '../../src/station/slot-task.js';

/** A slot whose boards a test puts in and takes out. */
export class FakeContact implements Contact {
  #isIn = false;
  readonly #waiting = new Set<() => void>();
  /** How many watch this slot now. */
  watching = 0;

  put(): void {
    this.#isIn = true;
    for (const check of this.#waiting) check();
  }

  takeOut(): void {
    this.#isIn = false;
    for (const check of this.#waiting) check();
  }

  async boardIn(signal: AbortSignal) {
    await this.#until(() => this.#isIn, signal);
    return { scheme: 'sim', target: 'STM32L476RG', options: {} } as const;
  }

  boardOut(signal: AbortSignal): Promise<void> {
    return this.#until(() => !this.#isIn, signal);
  }

  async #until(reached: () => boolean, signal: AbortSignal): Promise<void> {
    this.watching += 1;
    try {
      await new Promise<void>((resolve, reject) => {
        const check = () => {
          if (!signal.aborted && !reached()) return;
          this.#waiting.delete(check);
          signal.removeEventListener('abort', check);
          if (signal.aborted) reject(signal.reason);
          else resolve();
        };
        this.#waiting.add(check);
        signal.addEventListener('abort', check, { once: true });
        check();
      });
    } finally {
      this.watching -= 1;
    }
  }
}

/** A visit that a test ends. */
export interface FakeVisit extends BoardVisit {
  end(document: Partial<VisitDocument>): void;
  fail(error: unknown): void;
}

export interface SlotSetup {
  readonly slot?: string;
  readonly dies?: DiesInSlots;
  readonly by?: StartBy;
  readonly fields?: readonly ScannedField[];
  readonly asks?: boolean;
  readonly gate?: { isOpen: () => Promise<boolean> };
  readonly alarm?: (slot: string, text: string) => void;
}

const document: VisitDocument = {
  format: 'otpforge.visit/1',
  result: 'verified',
  medium: 'simulated',
  product: 'controller-c',
  unit: 7,
  generation: 1,
  stage: '',
  uid: 'AA',
  values: [{ field: 'serial', text: 'SN-7' }, { field: 'key' }],
  refusals: [],
};

/** A slot with its contact, and what it shows, whose visits a test ends. */
export function fakeSlot({
  slot = '1',
  dies = new DiesInSlots(),
  by = 'contact',
  fields = [],
  asks = false,
  gate = { isOpen: async () => true },
  alarm = () => {},
}: SlotSetup = {}) {
  const contact = new FakeContact();
  const shown: SlotState[] = [];
  const notes: string[] = [];
  const ends: VisitEnd[] = [];
  const visits: FakeVisit[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const screen = new SlotScreen(
    slot,
    () => new Date(0),
    (state) => {
      shown.push(state);
      changed();
    },
  );
  const task = new SlotTask(
    {
      ...{ slot, contact, screen, dies, alarm },
      visit: (visit) =>
        new Promise((resolve, reject) => {
          visits.push({ ...visit, end: (part) => resolve({ ...document, ...part }), fail: reject });
          changed();
        }),
      startOf: (hear) => new BoardStart(by, fields, hear),
      confirm: async (_plan, ask) => (asks ? ask() : true),
      ended: (end) => ends.push(end),
      note: (text) => notes.push(text),
    },
    gate,
  );
  const stop = new AbortController();
  /** Resolves once something that the test waits for is so. */
  const until = (reached: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = () => {
        if (!reached()) return;
        listeners.delete(check);
        resolve();
      };
      listeners.add(check);
      check();
    });
  return {
    ...{ task, contact, shown, notes, ends, visits, until, stop },
    run: (once = false) => task.run(stop.signal, once),
    /** The next state of that kind, or the one of now. */
    shows: (status: SlotStatus) => until(() => screen.state.status === status),
    /** The visit of the board that was put in as the n-th, from 0. */
    async visit(n: number): Promise<FakeVisit> {
      await until(() => visits.length > n);
      const visit = visits[n];
      if (!visit) throw new Error(`there is no visit ${n}`);
      return visit;
    },
  };
}
