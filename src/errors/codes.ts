import { ExitCode } from './exit-codes.js';

/** Every error code with the exit code it ends a command with. Codes are stable and listed in docs/exit-codes.md; message texts are not. */
export const errorCodes = {
  INTERNAL: ExitCode.Internal,
  USAGE: ExitCode.Usage,

  FILE_NOT_FOUND: ExitCode.BadInput,
  FILE_UNREADABLE: ExitCode.BadInput,
  FILE_WRITE_FAILED: ExitCode.BadInput,
  FILE_OVERWRITES_INPUT: ExitCode.Usage,
  FOLDER_BUSY: ExitCode.Environment,
  FORMAT_UNKNOWN: ExitCode.BadInput,
  FORMAT_TOO_NEW: ExitCode.BadInput,
  YAML_SYNTAX: ExitCode.BadInput,
  SCHEMA: ExitCode.BadInput,

  BANK_NOT_FOUND: ExitCode.Usage,
  BANK_AMBIGUOUS: ExitCode.BadInput,
  DEVICE_UNKNOWN: ExitCode.Usage,

  // probe
  PROBE_URI: ExitCode.Usage,
  PROBE_LOST: ExitCode.Probe,
  PROBE_UNAVAILABLE: ExitCode.Probe,
  PROBE_AMBIGUOUS: ExitCode.Usage,
  PROBE_BUSY: ExitCode.Probe,
  PROBE_DEVICE_UNKNOWN: ExitCode.Probe,
  PROBE_REPLAY: ExitCode.Probe,
  PROBE_UNSUPPORTED: ExitCode.Probe,
  PORT_UNAVAILABLE: ExitCode.Usage,
  TARGET_FAULT: ExitCode.Probe,
  TARGET_POWER: ExitCode.Probe,
  FLASH_DOWNLOAD_FAILED: ExitCode.VerifyFailed,
  JLINK_LIBRARY_MISSING: ExitCode.Environment,
  JLINK_LIBRARY_UNUSABLE: ExitCode.Environment,

  // image
  IHEX_ADDRESS_FIELD: ExitCode.BadInput,
  IHEX_ADDRESS_WRAP: ExitCode.BadInput,
  IHEX_AFTER_EOF: ExitCode.BadInput,
  IHEX_CHARACTER: ExitCode.BadInput,
  IHEX_CHECKSUM: ExitCode.BadInput,
  IHEX_LENGTH: ExitCode.BadInput,
  IHEX_NO_COLON: ExitCode.BadInput,
  IHEX_NO_EOF: ExitCode.BadInput,
  IHEX_OVERLAP: ExitCode.BadInput,
  IHEX_PAYLOAD: ExitCode.BadInput,
  IHEX_START_TWICE: ExitCode.BadInput,
  IHEX_TYPE: ExitCode.BadInput,
  // ELF files, images and loaders alike
  ELF_INVALID: ExitCode.BadInput,
  ELF_UNLOADABLE: ExitCode.BadInput,
  ELF_UNSUPPORTED: ExitCode.BadInput,
  IMAGE_EMPTY: ExitCode.BadInput,
  IMAGE_ADDRESS: ExitCode.BadInput,
  IMAGE_ADDRESS_MISSING: ExitCode.Usage,
  IMAGE_ADDRESS_UNUSED: ExitCode.Usage,
  IMAGE_CONFLICT: ExitCode.BadInput,
  IMAGE_FORMAT: ExitCode.BadInput,
  IMAGE_OUTPUT_FORMAT: ExitCode.Usage,
  IMAGE_START_CONFLICT: ExitCode.BadInput,
  IMAGE_START_UNKNOWN: ExitCode.Usage,

  // layout
  LAYOUT_INVALID: ExitCode.BadInput,
  LAYOUT_VALUE: ExitCode.BadInput,
  LAYOUT_VALUE_MISSING: ExitCode.BadInput,
  LAYOUT_FIELD_UNKNOWN: ExitCode.BadInput,
  LAYOUT_FIELD_FIXED: ExitCode.BadInput,
  LAYOUT_STAGE_UNKNOWN: ExitCode.Usage,
  LAYOUT_ALL_ONES: ExitCode.BadInput,
  LAYOUT_SLOT_UNKNOWN: ExitCode.Usage,
  LAYOUT_SLOT_USED: ExitCode.Refused,
  LAYOUT_SLOTS_FULL: ExitCode.Refused,
  UNIT_DATA_INVALID: ExitCode.BadInput,
  UNIT_DATA_ROW: ExitCode.BadInput,
  UNIT_DATA_SETTING: ExitCode.Usage,

  // loader
  LOADER_NOT_BUILT: ExitCode.Usage,
  LOADER_HASH: ExitCode.BadInput,
  LOADER_INVALID: ExitCode.BadInput,
  LOADER_TOO_LARGE: ExitCode.BadInput,
  LOADER_CONTRACT: ExitCode.BadInput,
  TEMPLATE_INVALID: ExitCode.BadInput,
  CONTROLLER_NOT_FOUND: ExitCode.BadInput,
  TOOLCHAIN_MISSING: ExitCode.Environment,
  TOOLCHAIN_FAILED: ExitCode.Environment,
  COMPILE_FAILED: ExitCode.BadInput,
  BUILD_DIFFERS: ExitCode.VerifyFailed,

  // chip
  CHIP_CONTROLLER: ExitCode.BadInput,
  CHIP_FAULT: ExitCode.Usage,
  CHIP_FILE_BUSY: ExitCode.Probe,
  CHIP_FILE_DEVICE: ExitCode.BadInput,
  CHIP_FILE_INVALID: ExitCode.BadInput,
  CHIP_FLASH_RANGE: ExitCode.BadInput,
  CHIP_FLASH_PROTECTED: ExitCode.Refused,

  // export commander, check-dump
  EXPORT_REFUSED: ExitCode.Refused,
  EXPORT_FOLDER_USED: ExitCode.Usage,
  EXPORT_FILE_USED: ExitCode.Usage,
  DUMP_SIZE: ExitCode.BadInput,
  DUMP_NOTHING_WANTED: ExitCode.BadInput,
  JOB_DUMP_INVALID: ExitCode.BadInput,
  DEVICE_LIST_INVALID: ExitCode.BadInput,
  INSTALL_FOREIGN_FILES: ExitCode.Refused,

  // journal and rehearsal: nothing was written to the chip
  JOURNAL_BUSY: ExitCode.Environment,
  JOURNAL_INVALID: ExitCode.BadInput,
  JOURNAL_WRITE_FAILED: ExitCode.Environment,
  STATE_FOLDER: ExitCode.Environment,
  REHEARSAL_FAILED: ExitCode.Refused,

  // burn: refused before anything was written
  DEVICE_NEEDED: ExitCode.Usage,
  PLAN_NOT_CONFIRMED: ExitCode.Refused,
  NOBODY_TO_ASK: ExitCode.Declined,
  DECLINED: ExitCode.Declined,
  STOPPED: ExitCode.Declined,
  LOADER_RAM: ExitCode.Probe,
  LOADER_REFUSED: ExitCode.Refused,
  // burn: something may have been written
  PLAN_CHANGED: ExitCode.Interrupted,
  BURN_INTERRUPTED: ExitCode.Interrupted,
  BURN_STOPPED: ExitCode.Interrupted,
  BURN_FAILED: ExitCode.VerifyFailed,
  FIRMWARE_DIFFERS: ExitCode.VerifyFailed,
  READ_BACK_DIFFERS: ExitCode.VerifyFailed,
  READ_BACK_WEAK: ExitCode.VerifyFailed,
  UNIT_SPENT: ExitCode.VerifyFailed,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof errorCodes;
