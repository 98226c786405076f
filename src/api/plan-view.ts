import {
  type JournalNote,
  type Plan,
  type PlanDocument,
  type PlanValue,
  planDocument,
} from '../burn/index.js';
import type { Layout } from '../layout/index.js';
import { type Keeper, keyedHash, redactPlan } from '../redaction/index.js';
import { withSteps } from './plan-steps.js';

/** How the plans of one run are shown: by field where a layout is named, and without what it keeps. */
export class PlanView {
  readonly #keeper: Keeper | undefined;
  readonly #values: readonly PlanValue[];
  readonly #journal: JournalNote | undefined;
  readonly #layout: Layout | undefined;
  readonly #documents = new WeakMap<Plan, PlanDocument>();

  constructor(
    keeper: Keeper | undefined,
    values: readonly PlanValue[],
    journal?: JournalNote,
    layout?: Layout,
  ) {
    this.#keeper = keeper;
    this.#values = values;
    this.#journal = journal;
    this.#layout = layout;
  }

  /** The plan as it is shown and confirmed. */
  document(plan: Plan): PlanDocument {
    const known = this.#documents.get(plan);
    if (known) return known;
    const document = this.#made(plan);
    this.#documents.set(plan, document);
    return document;
  }

  #made(plan: Plan): PlanDocument {
    const values = withSteps(this.#values, this.#layout, plan.units);
    const document = this.#keeper ? redactPlan(plan, this.#keeper, values) : planDocument(plan, values);
    return this.#journal ? { ...document, journal: this.#journal } : document;
  }

  /** The hash by which it is confirmed. */
  hash(plan: Plan): string {
    return this.#keeper ? keyedHash(plan.hash, this.#keeper.key) : plan.hash;
  }
}
