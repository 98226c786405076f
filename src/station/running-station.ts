import { setMaxListeners } from 'node:events';
import { BoardStart } from './board-start.js';
import { Failures } from './failures.js';
import { LineGuards } from './line-guards.js';
import { StationNews } from './news.js';
import type { OpenedStation } from './open-station.js';
import { OperatorDesk } from './operator-desk.js';
import { Overview } from './overview.js';
import { DiesInSlots } from './same-die.js';
import { ScanRouter } from './scan-router.js';
import { scannedFields } from './scanned-fields.js';
import { shownState } from './shown-state.js';
import type { VisitEnd } from './slot-board.js';
import { slotUnknown } from './slot-errors.js';
import { SlotScreen } from './slot-screen.js';
import type { SlotState } from './slot-state.js';
import { SlotTask } from './slot-task.js';
import type { Insertion, ScanTaken, StationEvent } from './station.js';
import { StationEnd } from './station-end.js';
import { StationGate } from './station-gate.js';
import type { StationParts } from './station-parts.js';
import type { StationState } from './station-state.js';
import { Visits } from './visits.js';

/** The slots of a line as tasks of one process. */
export class RunningStation implements OpenedStation {
  readonly ended: Promise<number>;
  readonly #parts: StationParts;
  readonly #news = new StationNews();
  readonly #stop = new AbortController();
  readonly #tasks: ReadonlyMap<string, SlotTask>;
  readonly #dies = new DiesInSlots();
  readonly #failures = new Failures();
  readonly #guards: LineGuards;
  readonly #gate: StationGate;
  readonly #overview: Overview;
  readonly #scans: ScanRouter;
  readonly #desk: OperatorDesk;
  readonly #visits: Visits;
  readonly #end: StationEnd;

  constructor(parts: StationParts) {
    // Each slot listens.
    setMaxListeners(0, this.#stop.signal);
    this.#parts = parts;
    const { keeper, open, stage, names, operator, from, slots, journal, guards } = parts;
    this.#desk = new OperatorDesk(() => keeper.inputs.line.operators, names, operator);
    this.#guards = new LineGuards({
      ...{ keeper, open, journal, desk: this.#desk, changed: this.#news.changed },
      occupied: () => this.#occupied(),
      openUnits: async () => {
        await this.#overview.read();
        return this.#overview.view.openUnits.length;
      },
    });
    this.#visits = new Visits({
      ...{ ...parts, desk: this.#desk },
      needsGolden: () => this.#guards.needsGolden,
    });
    this.#gate = new StationGate(
      [...this.#guards.guards, ...guards],
      () => keeper.inputs,
      this.#news.changed,
    );
    this.#overview = new Overview({
      ...{ open, stage, from, changed: this.#news.changed },
      line: () => keeper.inputs,
      visited: () => this.#visited(),
    });
    this.#end = new StationEnd({
      ...{ visits: open.visits, once: parts.once, pauseMs: parts.retryPauseMs },
      ...{ changed: this.unitsChanged, signal: this.#stop.signal },
      openUnits: async () => {
        await this.#overview.read();
        return this.#overview.view.openUnits;
      },
    });
    this.#tasks = new Map([...slots.keys()].map((slot) => [slot, this.#task(slot)]));
    this.#scans = new ScanRouter(this.#tasks, this.#desk, parts.outputs);
    this.ended = this.#run().finally(parts.close);
  }

  get line() {
    return this.#parts.keeper.inputs.line;
  }

  get lineWarnings() {
    return this.#parts.keeper.inputs.warnings;
  }

  /** An output or the printer is in trouble. */
  warn({ code, message }: { readonly code: string; readonly message: string }): void {
    this.#news.tell({ type: 'warning', code, message });
  }

  get canPrint() {
    return this.#parts.outputs.canPrint;
  }

  async reprint(unit: number): Promise<void> {
    await this.#parts.outputs.reprint(unit, this.#desk.code);
  }

  readonly unitsChanged = (): void => {
    this.#overview.refresh(this.#stop.signal);
    void this.#parts.outputs.refresh();
  };

  readonly changed = (): void => this.#news.changed();

  get ledger() {
    return this.#parts.open.ledger;
  }

  /** Somebody must look at the first plan again. */
  lineChanged(): void {
    this.#visits.forgetShapes();
    this.#news.changed();
    this.#overview.refresh(this.#stop.signal);
  }

  state(): StationState {
    const { keeper, open, medium, outputs } = this.#parts;
    const { inputs } = keeper;
    return shownState({
      ...{ line: inputs.line, medium, station: open.ledger.station.id, version: this.#news.version },
      ...{ desk: this.#desk, view: this.#overview.view, stopped: this.#gate.stopped },
      slots: [...this.#tasks.values()].map(({ state }) => state),
      failures: this.#failures.shown,
      warnings: [...this.#guards.warnings, ...outputs.warnings, ...this.#overview.low],
    });
  }

  watch(listener: (event: StationEvent) => void): () => void {
    return this.#news.watch(listener);
  }

  start({ slot, insertion }: Insertion): SlotState {
    return this.#taskOf(slot).start(insertion);
  }

  startByKey({ slot, insertion }: Insertion): SlotState {
    return this.#taskOf(slot).startByKey(insertion);
  }

  pause(slot: string): SlotState {
    return this.#taskOf(slot).pause();
  }

  resume(slot: string): SlotState {
    return this.#taskOf(slot).resume();
  }

  planOf(slot: string) {
    return this.#taskOf(slot).plan;
  }

  confirm({ slot, insertion }: Insertion, accept: boolean): SlotState {
    return this.#taskOf(slot).confirm(insertion, accept);
  }

  scan(text: string, board?: Insertion | 'none'): ScanTaken {
    const taken = this.#scans.scan(text, board);
    if (taken.as === 'operator') this.#operatorChanged();
    return taken;
  }

  signOff(): void {
    this.#desk.signOff();
    this.#operatorChanged();
  }

  /** Asked twice, it ends what waits behind a burn as well: such a unit is finished when it is presented again. */
  stop(): void {
    if (this.#stop.signal.aborted) for (const task of this.#tasks.values()) task.giveUp();
    this.#stop.abort();
  }

  async #run(): Promise<number> {
    const { signal } = this.#stop;
    const { once } = this.#parts;
    this.#overview.refresh(signal);
    const backups = this.#guards.backups?.run(signal);
    const tasks = [...this.#tasks.values()].map((task) =>
      task.run(signal, once).finally(() => {
        // A defect in one slot ends the others as a stop does.
        if (once || !signal.aborted) this.#stop.abort();
      }),
    );
    const ends = await Promise.allSettled(tasks);
    await this.#overview.idle();
    await backups;
    await this.#parts.outputs.stop();
    await Promise.all([...this.#tasks.values()].map((task) => task.letGo()));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return this.#end.exitCode();
  }

  #task(slot: string): SlotTask {
    const { now, slots } = this.#parts;
    const found = slots.get(slot);
    if (!found) throw new Error(`there is no slot ${slot}`);
    return new SlotTask(
      {
        ...{ slot, contact: found.contact, dies: this.#dies },
        screen: new SlotScreen(slot, now, this.#news.slot),
        visit: (board) => this.#visits.visit(board),
        startOf: (changed) => this.#startOf(changed),
        confirm: (plan, ask) => this.#visits.confirm(slot, plan, ask),
        ended: (end) => this.#ended(end),
        note: (message) => this.#news.tell({ type: 'note', slot, message }),
        alarm: (other, message) => {
          this.#tasks.get(other)?.alarm(message);
          for (const each of [other, slot]) this.#news.tell({ type: 'alarm', slot: each, message });
        },
      },
      this.#gate,
    );
  }

  #startOf(changed: () => void): BoardStart {
    const { keeper, stage } = this.#parts;
    return new BoardStart(keeper.inputs.line.start, scannedFields(keeper.inputs, stage), changed);
  }

  #ended(end: VisitEnd): void {
    const { keeper, now } = this.#parts;
    this.#end.add(end);
    if (end.document) this.#guards.visited(end.document.uid, end.document.result);
    this.#failures.add(end, keeper.inputs.layout, now());
    this.#news.changed();
    this.#overview.refresh(this.#stop.signal);
    void this.#labelled(end);
  }

  /** PASS is shown by now, and stays so whatever becomes of the label. */
  async #labelled(end: VisitEnd): Promise<void> {
    const { slot, insertion } = end;
    const task = this.#taskOf(slot);
    await this.#parts.outputs.ended(end, {
      operator: this.#visits.operatorOf(slot),
      isIn: () => task.holds(insertion),
      advise: (next) => task.advise(insertion, next),
      alarm: (message) => {
        task.alarm(message);
        this.#news.tell({ type: 'alarm', slot, message });
      },
    });
  }

  /** Dies of boards whose verdict is not there yet. */
  #visited(): ReadonlySet<string> {
    const uids = this.#visits.slots.flatMap((slot) => this.#tasks.get(slot)?.state.uid ?? []);
    return new Set(uids);
  }

  /** Nobody has to empty the slots of a station that asks nobody, or that is started for one board. */
  async #occupied(): Promise<readonly string[]> {
    const { yes, once } = this.#parts;
    if (yes || once) return [];
    const tasks = [...this.#tasks.values()];
    const found = await Promise.all(tasks.map((task) => task.occupied(this.#stop.signal)));
    return found.filter((slot) => slot !== undefined);
  }

  #operatorChanged(): void {
    this.#news.changed();
    void this.#gate.isOpen();
  }

  #taskOf(slot: string): SlotTask {
    const task = this.#tasks.get(slot);
    if (task) return task;
    throw slotUnknown(slot, [...this.#tasks.keys()]);
  }
}
