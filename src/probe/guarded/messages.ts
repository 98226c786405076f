/** What the guard process is asked to start. */
export interface StartOrder {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables that the program must not see. */
  readonly without: readonly string[];
  /** Variables that hold an empty folder: where the program would look for a user's files. */
  readonly emptied: readonly string[];
}

/** What the guard process reports. */
export type GuardMessage =
  | { readonly kind: 'started'; readonly pid: number; readonly folder: string }
  | { readonly kind: 'line'; readonly text: string }
  /** It ended, or never started. */
  | { readonly kind: 'ended'; readonly how: string };

/** From the wish to end until the program is killed. */
export const leaveMs = 2000;
