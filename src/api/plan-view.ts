import { type Plan, type PlanDocument, planDocument } from '../burn/index.js';
import { type Keeper, keyedHash, redactPlan } from '../redaction/index.js';

/** How the plans of one run are shown: without what a layout keeps. */
export class PlanView {
  readonly #keeper: Keeper | undefined;

  constructor(keeper: Keeper | undefined) {
    this.#keeper = keeper;
  }

  /** The plan as it is shown and confirmed. */
  document(plan: Plan): PlanDocument {
    return this.#keeper ? redactPlan(plan, this.#keeper) : planDocument(plan);
  }

  /** The hash by which it is confirmed. */
  hash(plan: Plan): string {
    return this.#keeper ? keyedHash(plan.hash, this.#keeper.key) : plan.hash;
  }
}
