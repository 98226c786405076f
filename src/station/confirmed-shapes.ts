/** Shapes of plans that somebody has confirmed. */
export class ConfirmedShapes {
  readonly #confirmed = new Set<string>();
  readonly #asked = new Map<string, Promise<boolean>>();

  /** Asks where nobody has confirmed the shape: one slot at a time, whose answer holds for the others that wait if it is yes. */
  async confirm(shape: string, ask: () => Promise<boolean>): Promise<boolean> {
    for (;;) {
      if (this.#confirmed.has(shape)) return true;
      const asked = this.#asked.get(shape);
      if (!asked) break;
      await asked.catch(() => false);
    }
    const answer = ask().finally(() => this.#asked.delete(shape));
    this.#asked.set(shape, answer);
    const isConfirmed = await answer;
    if (isConfirmed) this.#confirmed.add(shape);
    return isConfirmed;
  }

  /** Somebody must look again. */
  forget(): void {
    this.#confirmed.clear();
  }
}
