import { setTimeout as later } from 'node:timers/promises';
import type { OpenLedger } from '../api/board-visit.js';
import { type LowPool, lowPools } from '../api/low-pools.js';
import type { Layout } from '../layout/index.js';
import {
  isStationAlive,
  type KnownUnit,
  type LedgerTransaction,
  openUnits,
  orderState,
  type ShiftScope,
  shiftNumbers,
} from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { isOpen, openUnit } from './open-unit.js';
import { serialOf } from './serial.js';
import type { OpenUnit, ShownNumbers, StationState } from './station-state.js';

/** What the ledger says of the line as a whole. */
export type LedgerView = Pick<StationState, 'openUnits' | 'order' | 'numbers'>;

export interface OverviewParts {
  readonly open: OpenLedger;
  readonly line: () => { readonly line: Line; readonly layout: Layout };
  readonly stage: string;
  /** Dies whose visits have not ended. */
  readonly visited: () => ReadonlySet<string>;
  /** The begin of the shift. */
  readonly from: Date;
  readonly changed: () => void;
}

/** No shift is longer. */
const shiftMs = 12 * 3_600_000;

/** How often the ledger is asked, at most. */
const pauseMs = 500;

/** A long shift has many visits to read: of its time the station spends no more than a twentieth on that. */
const pauseTimes = 20;

/** Open units, the order and the numbers of a shift, as the ledger has them. */
export class Overview {
  readonly #parts: OverviewParts;
  #view: LedgerView = { openUnits: [], numbers: { units: 0, verified: 0 } };
  #low: readonly LowPool[] = [];
  #isWanted = false;
  #running: Promise<void> | undefined;

  constructor(parts: OverviewParts) {
    this.#parts = parts;
  }

  get view(): LedgerView {
    return this.#view;
  }

  /** Pools and lists that are low. */
  get low(): readonly LowPool[] {
    return this.#low;
  }

  /** Asks soon; again and again while the ledger does not answer, until the signal is aborted. */
  refresh(signal: AbortSignal): void {
    this.#isWanted = true;
    this.#running ??= this.#keepUp(signal).finally(() => {
      this.#running = undefined;
    });
  }

  /** Errors: LEDGER_*. */
  async read(): Promise<void> {
    const { open, line } = this.#parts;
    const view = await open.visits.transaction((tx) => this.#viewIn(tx));
    const low = await lowPools(line(), open.visits);
    const isSame = JSON.stringify([view, low]) === JSON.stringify([this.#view, this.#low]);
    this.#view = view;
    this.#low = low;
    if (!isSame) this.#parts.changed();
  }

  /** Resolves when nobody asks the ledger any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #keepUp(signal: AbortSignal): Promise<void> {
    while (this.#isWanted && !signal.aborted) {
      this.#isWanted = false;
      const began = performance.now();
      await this.read().catch(() => {
        this.#isWanted = true;
      });
      const pause = Math.max(pauseMs, pauseTimes * (performance.now() - began));
      await later(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  async #viewIn(tx: LedgerTransaction): Promise<LedgerView> {
    const { line: of, stage, from } = this.#parts;
    const { line, layout } = of();
    const { product, order } = line;
    const known = (await openUnits(tx)).filter((unit) => unit.product === product);
    const open: OpenUnit[] = [];
    for (const unit of known)
      if (!(await this.#isBusy(tx, unit))) open.push(openUnit(unit, serialOf(layout, unit.values)));
    // Each visit reads them again, and a station may run for months.
    const begin = new Date(Math.max(from.getTime(), Date.parse(tx.now) - shiftMs));
    const scope: ShiftScope = { from: begin, product, stage, station: tx.station };
    const numbers = shownNumbers(await shiftNumbers(tx, scope));
    if (!order) return { openUnits: open, numbers };
    const { used, unfinished } = await orderState(tx, product, order.number);
    return { openUnits: open, numbers, order: { ...order, done: used - unfinished } };
  }

  /** Somebody is at it now, here or at another bench. */
  async #isBusy(tx: LedgerTransaction, { die, stages }: KnownUnit): Promise<boolean> {
    if (die && this.#parts.visited().has(die.uid)) return true;
    const claims = stages.flatMap(({ state, claim }) => (state === 'burning' && claim ? [claim] : []));
    for (const { station } of claims)
      if (station !== tx.station && (await isStationAlive(tx, station))) return true;
    return !stages.some(isOpen);
  }
}

function shownNumbers(numbers: Awaited<ReturnType<typeof shiftNumbers>>): ShownNumbers {
  const { units, verified, firstPassYield, finalYield, medianMs } = numbers;
  return {
    ...{ units, verified },
    ...(firstPassYield !== undefined && { firstPassYield }),
    ...(finalYield !== undefined && { finalYield }),
    ...(medianMs !== undefined && { medianSeconds: medianMs / 1000 }),
  };
}
