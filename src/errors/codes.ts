import { ExitCode } from './exit-codes.js';

/** Every error code with the exit code it ends a command with. Codes are stable; message texts are not. */
export const errorCodes = {
  INTERNAL: ExitCode.Internal,
  USAGE: ExitCode.Usage,

  FILE_NOT_FOUND: ExitCode.BadInput,
  FILE_UNREADABLE: ExitCode.BadInput,
  FILE_WRITE_FAILED: ExitCode.BadInput,
  FILE_OVERWRITES_INPUT: ExitCode.Usage,
  FORMAT_UNKNOWN: ExitCode.BadInput,
  FORMAT_TOO_NEW: ExitCode.BadInput,
  YAML_SYNTAX: ExitCode.BadInput,
  SCHEMA: ExitCode.BadInput,

  BANK_INVALID: ExitCode.BadInput,
  BANK_NOT_FOUND: ExitCode.Usage,
  BANK_AMBIGUOUS: ExitCode.Usage,
  DEVICE_UNKNOWN: ExitCode.Usage,

  // probe
  PROBE_URI: ExitCode.Usage,
  PROBE_LOST: ExitCode.Probe,
  PROBE_UNAVAILABLE: ExitCode.Probe,
  TARGET_FAULT: ExitCode.Probe,

  // image: add here

  // layout: add here

  // loader: add here

  // chip: add here

  // burn: add here
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof errorCodes;
