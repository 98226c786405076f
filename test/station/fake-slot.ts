import type { VisitDocument } from '../../src/api/unit-document.js';
import { BoardStart, type ScannedField, type StartBy } from '../../src/station/board-start.js';
import type { BoardVisit } from '../../src/station/board-visit.js';
import type { Gate } from '../../src/station/gate.js';
import { DiesInSlots } from '../../src/station/same-die.js';
import type { VisitEnd } from '../../src/station/slot-board.js';
import { SlotScreen } from '../../src/station/slot-screen.js';
import type { SlotState, SlotStatus } from '../../src/station/slot-state.js';
import { SlotTask } from '../../src/station/slot-task.js';
import { FakeContact } from './fake-contact.js';

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
  readonly gate?: Gate;
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
  gate = { isShut: false, stopped: undefined, facts: undefined, isOpen: async () => true },
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
