import { type JournalNote, type Plan, type PlanDocument, planDocument } from '../burn/index.js';
import { type Keeper, keyedHash, redactPlan } from '../redaction/index.js';

/** How the plans of one run are shown: without what a layout keeps. */
export class PlanView {
  readonly #keeper: Keeper | undefined;
  readonly #journal: JournalNote | undefined;

  constructor(keeper: Keeper | undefined, journal?: JournalNote) {
    this.#keeper = keeper;
    this.#journal = journal;
  }

  /** The plan as it is shown and confirmed. */
  document(plan: Plan): PlanDocument {
    const document = this.#keeper ? redactPlan(plan, this.#keeper) : planDocument(plan);
    return this.#journal ? { ...document, journal: this.#journal } : document;
  }

  /** The hash by which it is confirmed. */
  hash(plan: Plan): string {
    return this.#keeper ? keyedHash(plan.hash, this.#keeper.key) : plan.hash;
  }
}
