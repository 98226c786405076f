import { setTimeout as later } from 'node:timers/promises';
import type { OpenLedger } from '../api/board-visit.js';
import type { VisitDocument } from '../api/unit-document.js';
import { ExitCode } from '../errors/index.js';
import { markUnseen } from '../ledger/units/accept.js';
import { unitsLeftBy } from '../ledger/units/find.js';
import type { VisitEnd } from './slot-board.js';
import type { OpenUnit } from './station-state.js';

export interface StationEndParts {
  readonly visits: Pick<OpenLedger['visits'], 'station' | 'transaction'>;
  /** It ends after one board. */
  readonly once: boolean;
  /** Open units as the ledger has them now. Errors: LEDGER_*. */
  readonly openUnits: () => Promise<readonly OpenUnit[]>;
  /** The ledger has changed. */
  readonly changed: () => void;
  readonly signal: AbortSignal;
  readonly pauseMs?: number | undefined;
}

/** How often a station that was stopped still asks the ledger. */
const tries = 5;
const longestPause = 10;

/** What the visits of a station leave behind, and the exit code that comes of it. */
export class StationEnd {
  readonly #parts: StationEndParts;
  /** Units that it has had. */
  readonly #units = new Set<number>();
  readonly #unseen: Promise<boolean>[] = [];
  #code: number | undefined;

  constructor(parts: StationEndParts) {
    this.#parts = parts;
  }

  add({ shown: { unit }, isShown, exitCode, document }: VisitEnd): void {
    if (unit !== undefined) this.#units.add(unit);
    // Of boards that began together the first bad end counts.
    this.#code ||= isShown ? exitCode : exitCode || ExitCode.Interrupted;
    const isDone = document?.result === 'verified' || document?.result === 'reworked';
    if (!isShown && isDone) this.#unseen.push(this.#recordUnseen(document));
  }

  async exitCode(): Promise<number> {
    const areRecorded = await Promise.all(this.#unseen);
    const { once, openUnits } = this.#parts;
    // Without an answer nobody knows that none is open. The last numbers that are shown come with it.
    const open = await openUnits().catch(() => undefined);
    if (once) return this.#code ?? ExitCode.Interrupted;
    const isOpen = open === undefined || (await this.#isOwnAmong(open).catch(() => true));
    return isOpen || areRecorded.includes(false) ? ExitCode.Interrupted : ExitCode.Done;
  }

  /** A unit that only got its values names no station: that of its last event has it, also one of an earlier start. */
  async #isOwnAmong(open: readonly OpenUnit[]): Promise<boolean> {
    const { visits } = this.#parts;
    if (open.some(({ unit, station }) => station === visits.station || this.#units.has(unit))) return true;
    const nobodys = open.flatMap(({ unit, station }) => (station === undefined ? [unit] : []));
    const left = await visits.transaction((tx) => unitsLeftBy(tx, visits.station, nobodys));
    return left.length > 0;
  }

  /** Its board may have left after the record said that somebody is shown the verdict. False where the ledger did not take it. */
  async #recordUnseen({ unit, generation, stage }: VisitDocument): Promise<boolean> {
    const { visits, changed, signal, pauseMs = 500 } = this.#parts;
    if (unit === undefined || generation === undefined) return true;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await visits.transaction((tx) => markUnseen(tx, { unit, generation, stage }));
        changed();
        return true;
      } catch {
        if (signal.aborted && attempt >= tries) return false;
        await later(pauseMs * Math.min(attempt, longestPause), undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
