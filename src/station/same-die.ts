/** Which die is in which slot: one that is in two is a clone, or a mix-up of probes. */
export class DiesInSlots {
  readonly #slots = new Map<string, string>();

  /** Says that a die is in a slot. Returns another slot that has a die of the same unique ID. */
  put(slot: string, uid: string): string | undefined {
    const other = [...this.#slots].find(([name, held]) => name !== slot && held === uid)?.[0];
    this.#slots.set(slot, uid);
    return other;
  }

  out(slot: string): void {
    this.#slots.delete(slot);
  }
}
