import { visitBoard } from '../api/board-visit.js';
import { hearing } from '../api/listener.js';
import type { VisitDocument } from '../api/unit-document.js';
import type { PlanDocument } from '../burn/index.js';
import type { BoardVisit } from './board-visit.js';
import { ConfirmedShapes } from './confirmed-shapes.js';
import type { OperatorDesk } from './operator-desk.js';
import { planShape } from './plan-shape.js';
import type { StationParts } from './station-parts.js';

export type VisitsParts = Pick<
  StationParts,
  'keeper' | 'open' | 'journal' | 'stage' | 'rehearse' | 'retryPauseMs' | 'once' | 'yes'
> & {
  readonly desk: OperatorDesk;
  /** A golden board must be read before another one is burnt. */
  readonly needsGolden: () => boolean;
};

/** The visits of the boards of a station, each with the line as it was when it began. */
export class Visits {
  readonly #parts: VisitsParts;
  readonly #shapes = new ConfirmedShapes();
  /** Slots whose boards have no verdict yet, with what their plans are made of. */
  readonly #running = new Map<string, { readonly firmwareSha256: string; readonly generation: number }>();
  /** Who was at the station when the last visit of a slot began. */
  readonly #operators = new Map<string, string | undefined>();

  constructor(parts: VisitsParts) {
    this.#parts = parts;
  }

  /** Slots whose boards have no verdict yet. */
  get slots(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Who was at the station when the last visit of a slot began. */
  operatorOf(slot: string): string | undefined {
    return this.#operators.get(slot);
  }

  /** Errors: those of `unit`. */
  async visit(board: BoardVisit): Promise<VisitDocument> {
    const { keeper, open, journal, stage, rehearse, retryPauseMs, once, desk, needsGolden } = this.#parts;
    const operator = desk.code;
    const { inputs } = keeper;
    const { firmwareSha256 } = inputs;
    this.#running.set(board.slot, { firmwareSha256, generation: this.#shapes.generation });
    this.#operators.set(board.slot, operator);
    try {
      return await visitBoard(
        inputs,
        open,
        hearing({
          ...{ ...board, journal, stage, rehearse },
          isSettled: true,
          goldenFirst: !once && needsGolden(),
          ...(operator !== undefined && { operator }),
          ...(retryPauseMs !== undefined && { retryPauseMs }),
        }),
      );
    } finally {
      this.#running.delete(board.slot);
    }
  }

  /** Asks about the plan of a slot where nobody has confirmed its shape. */
  confirm(slot: string, plan: PlanDocument, ask: () => Promise<boolean>): Promise<boolean> {
    if (this.#parts.yes) return Promise.resolve(true);
    const running = this.#running.get(slot);
    if (!running) return ask();
    return this.#shapes.confirm(planShape(plan, running.firmwareSha256), ask, running.generation);
  }

  /** Somebody must look at the first plan of each shape again. */
  forgetShapes(): void {
    this.#shapes.forget();
  }
}
