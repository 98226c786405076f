/** Whether a golden board must be read before the next one is burnt: at the start, and after each clearance. */
export class GoldenBoards {
  readonly #uids: ReadonlySet<string>;
  #isNeeded: boolean;

  constructor(uids: readonly string[] = []) {
    this.#uids = new Set(uids);
    this.#isNeeded = uids.length > 0;
  }

  get isNeeded(): boolean {
    return this.#isNeeded;
  }

  /** The line was cleared. */
  cleared(): void {
    this.#isNeeded = this.#uids.size > 0;
  }

  /** A visit has ended. Whether it was that of a golden board, which reads as it should. */
  visited({ uid, result }: { readonly uid: string; readonly result: string }): boolean {
    if (!this.#uids.has(uid) || result !== 'again') return false;
    this.#isNeeded = false;
    return true;
  }
}
