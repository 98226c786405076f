/** Why no slot takes a board. */
export interface Stop {
  readonly code: string;
  readonly message: string;
  /** One sentence: what to do. */
  readonly next: string;
}

/** Something that must be so before a board is taken up. */
export interface Guard {
  /** Why it is not so. */
  check(): Promise<Stop | undefined>;
}

/** What the first of them says that stops the station. */
export async function firstStop(guards: readonly Guard[]): Promise<Stop | undefined> {
  for (const guard of guards) {
    const stop = await guard.check();
    if (stop) return stop;
  }
  return undefined;
}
