/** Shapes of plans that somebody has confirmed. */
export class ConfirmedShapes {
  readonly #confirmed = new Set<string>();
  #generation = 0;
  readonly #asked = new Map<string, Promise<boolean>>();

  /** Plans that are made now are of that one. */
  get generation(): number {
    return this.#generation;
  }

  /** Asks where nobody has confirmed the shape: one slot at a time, whose answer holds for the others that wait if it is yes. */
  async confirm(shape: string, ask: () => Promise<boolean>, generation = this.#generation): Promise<boolean> {
    // An answer about what was is none about what is now.
    const isCurrent = () => generation === this.#generation;
    for (;;) {
      if (isCurrent() && this.#confirmed.has(shape)) return true;
      const asked = this.#asked.get(shape);
      if (!asked) break;
      await asked.catch(() => false);
    }
    const answer = ask().finally(() => this.#asked.delete(shape));
    this.#asked.set(shape, answer);
    const isConfirmed = await answer;
    if (isConfirmed && isCurrent()) this.#confirmed.add(shape);
    return isConfirmed;
  }

  /** Somebody must look again, also where somebody is asked just now. */
  forget(): void {
    this.#generation += 1;
    this.#confirmed.clear();
  }
}
