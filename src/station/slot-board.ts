import type { VisitDocument } from '../api/unit-document.js';
import type { PlanDocument, RunEvent } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { ProbeUri } from '../probe/index.js';
import type { BoardStart } from './board-start.js';
import type { VisitBoard } from './board-visit.js';
import { BoardWatch } from './board-watch.js';
import type { Contact } from './contact.js';
import type { DiesInSlots } from './same-die.js';
import { uidInTwoSlots } from './slot-errors.js';
import type { SlotScreen } from './slot-screen.js';
import { type SlotShown, shownOf } from './slot-state.js';
import { untilStop } from './until-stop.js';
import { errorShown, exitCodeOf, internal, plannedValues, unrecordedShown, verdictOf } from './verdict.js';

/** What a slot works with. */
export interface SlotParts {
  readonly slot: string;
  readonly contact: Contact;
  readonly screen: SlotScreen;
  readonly dies: DiesInSlots;
  readonly visit: VisitBoard;
  /** What a board waits for before its visit. */
  readonly startOf: (changed: () => void) => BoardStart;
  /** Asks somebody about a plan by `ask`, unless that is not needed. */
  readonly confirm: (plan: PlanDocument, ask: () => Promise<boolean>) => Promise<boolean>;
  readonly ended: (end: VisitEnd) => void;
  /** Says what the slot cannot show any more. */
  readonly note: (text: string) => void;
  /** Shows an alarm in another slot as well. */
  readonly alarm: (slot: string, text: string) => void;
}

/** How the visit of a board ended. */
export interface VisitEnd {
  readonly slot: string;
  readonly insertion: number;
  readonly shown: SlotShown;
  /** False where its board was out by then. */
  readonly isShown: boolean;
  readonly exitCode: number;
  /** Undefined where it ended in an error. */
  readonly document?: VisitDocument;
}

/** One board in a slot, from the moment that it is taken up until it is out. */
export class SlotBoard {
  readonly insertion: number;
  readonly #parts: SlotParts;
  readonly #stop: AbortSignal;
  readonly #visiting = new AbortController();
  readonly #watch: BoardWatch;
  #start: BoardStart | undefined;
  #isWriting = false;
  #unrecorded: OtpforgeError | undefined;
  /** All that is missing is the record. */
  #isRecording = false;
  #question: { readonly plan: PlanDocument; readonly answer: (accept: boolean) => void } | undefined;
  #about: Pick<SlotShown, 'uid' | 'unit' | 'values'> = {};
  #alarm: string | undefined;

  /** Takes up the board that is in. */
  constructor(parts: SlotParts, stop: AbortSignal) {
    this.#parts = parts;
    this.#stop = stop;
    this.insertion = parts.screen.take();
    this.#watch = new BoardWatch(parts.contact, () => this.#left());
  }

  /**
   * Makes its visit and waits until it is out, or until the stop; with `once` only the visit. False where it was left alone.
   * It is watched until `letGo`, for its verdict and its label are still shown. `mayBegin` is asked where it had to wait.
   */
  async run(probe: ProbeUri, once: boolean, mayBegin: () => Promise<boolean>): Promise<boolean> {
    const scans = await this.#started(mayBegin);
    if (!scans || this.#stop.aborted) return false;
    this.#conclude(await this.#visited(probe, scans));
    const out = this.#watch.begin();
    if (!once) await untilStop(out, this.#stop);
    return true;
  }

  /** Nothing is shown or printed for it any more. */
  async letGo(): Promise<void> {
    await this.#watch.end();
    this.#parts.dies.out(this.#parts.slot);
  }

  get start(): BoardStart | undefined {
    return this.#start?.isStarted ? undefined : this.#start;
  }

  get plan(): PlanDocument | undefined {
    return this.#question?.plan;
  }

  /** False where nothing is asked. */
  answer(accept: boolean): boolean {
    const question = this.#question;
    question?.answer(accept);
    return question !== undefined;
  }

  /** Leaves alone a board that was not started. */
  async leave(): Promise<void> {
    if (this.start) await this.#watch.end();
  }

  alarm(text: string): void {
    this.#alarm = text;
    this.#show(shownOf(this.#parts.screen.state));
  }

  /** Ends what has written nothing, and the wait for a record; the rest comes to its end. */
  stop(): void {
    if (!this.#isWriting || this.#unrecorded) this.giveUp();
  }

  /** Ends at the next place where a unit can be finished later. */
  giveUp(): void {
    this.#visiting.abort();
  }

  /** Undefined where the board is not to be visited. */
  async #started(mayBegin: () => Promise<boolean>): Promise<ReadonlyMap<string, string> | undefined> {
    const start = this.#parts.startOf(() => this.#showReady());
    this.#start = start;
    if (start.isStarted) return start.ready;
    this.#showReady();
    await untilStop(Promise.race([start.ready, this.#watch.begin()]), this.#stop);
    // The visit opens the probe.
    await this.#watch.end();
    if (!start.isStarted || !this.#watch.isIn) return undefined;
    this.#show({ status: 'busy' });
    return (await mayBegin()) ? start.ready : undefined;
  }

  async #visited(probe: ProbeUri, scans: ReadonlyMap<string, string>): Promise<VisitEnd> {
    const { slot, visit, confirm } = this.#parts;
    this.#show({ status: 'busy' });
    const about = { slot, insertion: this.insertion };
    try {
      const document = await visit({
        ...{ slot, probe, scans, signal: this.#visiting.signal },
        confirm: (plan) => confirm(plan, () => this.#ask(plan)),
        onEvent: (event) => this.#hear(event),
        onDie: (uid) => this.#sawDie(uid),
        onUnit: (unit) => {
          this.#about = { ...this.#about, unit };
        },
        onLetGo: () => {
          this.#isRecording = true;
          void this.#watch.begin();
        },
        onUnrecorded: (error) => this.#notRecorded(error),
        isIn: () => this.#watch.isIn,
      });
      const exitCode = exitCodeOf(document);
      return { ...about, shown: verdictOf(document), isShown: this.#watch.isIn, exitCode, document };
    } catch (error) {
      const known = error instanceof OtpforgeError ? error : internal(error);
      const shown = { ...this.#about, ...errorShown(known, this.#unrecorded !== undefined) };
      return { ...about, shown, isShown: this.#watch.isIn, exitCode: known.exitCode };
    } finally {
      this.#isRecording = false;
    }
  }

  #conclude(end: VisitEnd): void {
    const { screen, note, ended, contact } = this.#parts;
    if (end.isShown) {
      this.#show(end.shown);
      contact.verdictShown?.();
    } else {
      screen.clear();
      note(lateText(end));
    }
    ended(end);
  }

  #hear(event: RunEvent): void {
    if (event.type === 'writing') this.#isWriting = true;
    if (event.type === 'note') this.#parts.note(event.text);
    if (event.type === 'planned') this.#about = { ...this.#about, values: plannedValues(event.plan) };
    if (event.type !== 'progress' || this.#question || this.#unrecorded) return;
    const { phase, done, total } = event;
    this.#show({ status: 'busy', step: { phase, done, total } });
  }

  #sawDie(uid: string): void {
    const { slot, dies, alarm } = this.#parts;
    this.#about = { ...this.#about, uid };
    const other = dies.put(slot, uid);
    if (other === undefined) return;
    const error = uidInTwoSlots(uid, slot, other);
    this.#alarm = error.message;
    alarm(other, error.message);
    throw error;
  }

  async #ask(plan: PlanDocument): Promise<boolean> {
    const { signal } = this.#visiting;
    if (signal.aborted) return false;
    const decline = () => this.answer(false);
    const accept = await new Promise<boolean>((resolve) => {
      this.#question = { plan, answer: resolve };
      signal.addEventListener('abort', decline, { once: true });
      this.#show({ status: 'confirm', next: 'Look at the plan, and confirm it if it is right.' });
    });
    signal.removeEventListener('abort', decline);
    this.#question = undefined;
    this.#show({ status: 'busy' });
    return accept;
  }

  #notRecorded(error: OtpforgeError): void {
    this.#unrecorded = error;
    if (this.#watch.isIn) this.#show(unrecordedShown(error));
    if (this.#stop.aborted) this.giveUp();
  }

  /** Nothing of the board is shown any more, and the slot waits for its record before another one. */
  #left(): void {
    const { screen, dies, slot } = this.#parts;
    dies.out(slot);
    if (!this.#isRecording) screen.clear();
    else
      screen.clear({
        status: 'not-recorded',
        ...(this.#unrecorded && { code: this.#unrecorded.code, message: this.#unrecorded.message }),
        next: 'The board was taken out before it was recorded. Keep it apart, and wait.',
      });
  }

  #showReady(): void {
    if (this.#start?.isStarted === false) this.#show({ status: 'ready', next: this.#start.next });
  }

  #show(shown: SlotShown): void {
    const alarm = this.#alarm === undefined ? {} : { alarm: this.#alarm };
    this.#parts.screen.show(this.insertion, { ...this.#about, ...shown, ...alarm });
  }
}

function lateText({ slot, shown: { status, unit, code } }: VisitEnd): string {
  const what = unit === undefined ? 'the board' : `unit ${unit}`;
  if (status === 'pass')
    return `slot ${slot}: ${what} is recorded now, after its board was taken out: put the board back`;
  return `slot ${slot}: ${what} ended as ${status}${code === undefined ? '' : ` (${code})`} after its board was taken out`;
}
