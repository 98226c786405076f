import { setTimeout as later } from 'node:timers/promises';
import type { PlanDocument } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { ProbeUri } from '../probe/index.js';
import type { BoardStart } from './board-start.js';
import { type Gate, untilOpen } from './gate.js';
import type { Stop } from './guards/guard.js';
import { type LinkedSignal, linkedSignal } from './linked-signal.js';
import { SlotBoard, type SlotParts } from './slot-board.js';
import { insertionStale, notByKey, slotBusy } from './slot-errors.js';
import { type SlotState, shownOf } from './slot-state.js';
import { untilStop } from './until-stop.js';
import { internal } from './verdict.js';

/** How long a probe that cannot be watched is left alone. */
const pauseMs = 1000;

/** One slot of a station: takes up a board, makes its visit, shows its verdict, and waits until it is out. */
export class SlotTask {
  readonly #parts: SlotParts;
  readonly #gate: Gate;
  #board: SlotBoard | undefined;
  /** The one that was visited last, which may still be in. */
  #last: SlotBoard | undefined;
  #waiting: LinkedSignal | undefined;
  /** A board is in, and the station has to say whether it may be taken up. */
  #isAtGate = false;
  /** It shows that its probe does not answer. */
  #isFailing = false;
  #paused: { readonly over: Promise<void>; readonly resume: () => void } | undefined;

  constructor(parts: SlotParts, gate: Gate) {
    this.#parts = parts;
    this.#gate = gate;
  }

  get state(): SlotState {
    return this.#parts.screen.state;
  }

  /** The plan that it asks about. */
  get plan(): PlanDocument | undefined {
    return this.#board?.plan;
  }

  /** What its board waits for; undefined where none waits. */
  get starting(): BoardStart | undefined {
    return this.#board?.start;
  }

  /** Until the signal is aborted, or with `once` after one visit. What is being written then is finished and recorded. */
  async run(signal: AbortSignal, once = false): Promise<void> {
    const stop = () => this.#board?.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      while (!signal.aborted) {
        const visited = await this.#next(signal, once);
        if (once && visited) return;
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** After `run`: nobody needs to know any more whether its last board is in. */
  async letGo(): Promise<void> {
    await this.#last?.letGo();
  }

  /** Errors: INSERTION_STALE, SLOT_BUSY, SCAN_NEEDED. */
  start(insertion: number): SlotState {
    const board = this.#boardOf(insertion);
    const { start } = board;
    if (!start) throw slotBusy(this.#named(insertion), this.state, 'start');
    start.start();
    return this.state;
  }

  /** As `start`, by somebody at the keys. Errors: as there; SLOT_BUSY where something else starts the boards of the line. */
  startByKey(insertion: number): SlotState {
    const { start } = this.#boardOf(insertion);
    if (start && !start.isForKeys) throw notByKey(this.#named(insertion), this.state);
    return this.start(insertion);
  }

  /** Errors: INSERTION_STALE, SLOT_BUSY. */
  confirm(insertion: number, accept: boolean): SlotState {
    if (!this.#boardOf(insertion).answer(accept))
      throw slotBusy(this.#named(insertion), this.state, 'confirm');
    return this.state;
  }

  /** Leaves boards alone; one whose visit has begun comes to its end. */
  pause(): SlotState {
    if (this.#paused) return this.state;
    let resume = () => {};
    const over = new Promise<void>((resolve) => {
      resume = resolve;
    });
    this.#paused = { over, resume };
    if (this.#board) void this.#board.leave();
    else this.#parts.screen.clear({ status: 'paused' });
    this.#waiting?.abort();
    return this.state;
  }

  resume(): SlotState {
    this.#paused?.resume();
    this.#paused = undefined;
    if (!this.#board) this.#parts.screen.clear();
    return this.state;
  }

  /** Whether the board of an insertion is in. */
  holds(insertion: number): boolean {
    return this.#parts.screen.holds(insertion);
  }

  /** Says what to do next with a board, where it is in. */
  advise(insertion: number, next: string): void {
    const { screen } = this.#parts;
    if (screen.holds(insertion)) screen.show(insertion, { ...shownOf(screen.state), next });
  }

  /** How it is named while it may have a board in, also one that was not taken up; undefined where it is empty. */
  async occupied(signal: AbortSignal): Promise<string | undefined> {
    const { slot, contact } = this.#parts;
    if (this.#board || this.#isAtGate) return slot;
    try {
      return (await contact.isIn?.(signal)) ? slot : undefined;
    } catch (error) {
      // Who cannot look does not know that it is empty.
      return `${slot} (${error instanceof OtpforgeError ? error.message : internal(error).message})`;
    }
  }

  alarm(text: string): void {
    this.#board?.alarm(text);
  }

  /** Ends its visit at the next place where the unit can be finished later. */
  giveUp(): void {
    this.#board?.giveUp();
  }

  /** Takes up the next board. Whether it was visited. */
  async #next(signal: AbortSignal, once: boolean): Promise<boolean> {
    const probe = await this.#boardIn(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (!probe) return false;
    await this.#last?.letGo();
    const { facts } = this.#gate;
    const board = new SlotBoard(this.#parts, signal);
    this.#board = board;
    let isVisited = false;
    let stop: Stop | undefined;
    try {
      isVisited = await board.run(probe, once, async () => {
        const isOpen = await this.#gate.isOpen();
        stop = this.#gate.stopped;
        return isOpen && this.#gate.facts === facts;
      });
      return isVisited;
    } finally {
      this.#board = undefined;
      this.#last = board;
      if (this.#paused) this.#parts.screen.clear({ status: 'paused' });
      else if (!isVisited) this.#parts.screen.clear({ status: 'empty', ...stop });
    }
  }

  /** Errors: the signal's reason. */
  async #boardIn(signal: AbortSignal): Promise<ProbeUri> {
    for (;;) {
      const waiting = linkedSignal(signal);
      this.#waiting = waiting;
      try {
        await this.#untilResumed(waiting.signal);
        await untilOpen(this.#gate, waiting.signal);
        const probe = await this.#parts.contact.boardIn(waiting.signal, () => this.#answers());
        this.#isAtGate = true;
        if ((await this.#gate.isOpen()) && !this.#paused) return probe;
      } catch (error) {
        if (signal.aborted) throw error;
        if (!waiting.signal.aborted) await this.#failed(error, signal);
      } finally {
        this.#waiting = undefined;
        this.#isAtGate = false;
        waiting.letGo();
      }
    }
  }

  async #untilResumed(signal: AbortSignal): Promise<void> {
    while (this.#paused) {
      await untilStop(this.#paused.over, signal);
      signal.throwIfAborted();
    }
  }

  /** A probe that does not answer is not one without a board. */
  async #failed(error: unknown, signal: AbortSignal): Promise<void> {
    const { code, message, remedy } = error instanceof OtpforgeError ? error : internal(error);
    this.#isFailing = true;
    this.#parts.screen.clear({
      status: 'empty',
      code,
      message,
      ...(remedy !== undefined && { next: remedy }),
    });
    await later(pauseMs, undefined, { signal });
  }

  #answers(): void {
    if (this.#isFailing && !this.#paused) this.#parts.screen.clear();
    this.#isFailing = false;
  }

  #boardOf(insertion: number): SlotBoard {
    const board = this.#board;
    if (board?.insertion === insertion && this.#parts.screen.holds(insertion)) return board;
    throw insertionStale(this.#named(insertion), this.state);
  }

  #named(insertion: number) {
    return { slot: this.#parts.slot, insertion };
  }
}
