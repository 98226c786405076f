/** Process exit codes; documented in docs/exit-codes.md and stable within a major version. */
export const ExitCode = {
  Done: 0,
  Internal: 1,
  Usage: 2,
  BadInput: 3,
  Probe: 4,
  Refused: 5,
  VerifyFailed: 6,
  Interrupted: 7,
  Declined: 8,
  Environment: 9,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
