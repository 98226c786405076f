/** What a packet is answered with; undefined when the answer comes later or never. */
export type Reply = string | Uint8Array | undefined;

/** Error numbers as GDB's own stubs use them. */
export const failure = {
  /** The target is not in a state for it. */
  state: 'E01',
  /** Bus error. */
  fault: 'E0e',
  /** Not understood. */
  malformed: 'E16',
} as const;

/** An error in words, for packets whose senders expect one. */
export function explained(problem: string): string {
  return `E.${problem.replace(/[^\x20-\x7e]/g, '?')}`;
}
