import { ExitCode } from './exit-codes.js';
import {
  before,
  claimsNothing,
  declined,
  doubtfulVerdict,
  type ErrorFacts,
  endedBetween,
  interrupted,
  refused,
  refusedInDoubt,
  stoppedBefore,
  stoppedBetween,
  verdict,
} from './facts.js';

/** Every error code with what it means. Codes are stable and listed in docs/exit-codes.md; message texts are not. */
export const errorTable = {
  INTERNAL: claimsNothing,
  USAGE: before(ExitCode.Usage),
  // of the library
  OPTION_UNKNOWN: before(ExitCode.Usage),
  OPTION_MISSING: before(ExitCode.Usage),
  OPTION_INVALID: before(ExitCode.Usage),
  SESSION_BUSY: before(ExitCode.Usage),
  SESSION_CLOSED: before(ExitCode.Usage),

  FILE_NOT_FOUND: before(ExitCode.BadInput),
  FILE_UNREADABLE: before(ExitCode.BadInput),
  FILE_WRITE_FAILED: before(ExitCode.BadInput),
  FILE_OVERWRITES_INPUT: before(ExitCode.Usage),
  FILE_EXISTS: before(ExitCode.Usage),
  FOLDER_BUSY: before(ExitCode.Environment),
  FORMAT_UNKNOWN: before(ExitCode.BadInput),
  FORMAT_TOO_NEW: before(ExitCode.BadInput),
  YAML_SYNTAX: before(ExitCode.BadInput),
  CONFIG_NOT_TRUSTED: before(ExitCode.BadInput),
  LINE_INVALID: before(ExitCode.BadInput),
  LINE_UNTRUSTED: before(ExitCode.BadInput),
  SCHEMA: before(ExitCode.BadInput),

  BANK_NOT_FOUND: before(ExitCode.Usage),
  BANK_AMBIGUOUS: before(ExitCode.BadInput),
  BANK_SHIPPED: before(ExitCode.BadInput),
  CONTROLLER_SHIPPED: before(ExitCode.BadInput),
  DEVICE_UNKNOWN: before(ExitCode.Usage),

  // probe
  PROBE_URI: before(ExitCode.Usage),
  PROBE_LOST: before(ExitCode.Probe),
  PROBE_UNAVAILABLE: before(ExitCode.Probe),
  PROBE_AMBIGUOUS: before(ExitCode.Usage),
  PROBE_BUSY: before(ExitCode.Probe),
  PROBE_OTHER: before(ExitCode.Probe),
  PROBE_DEVICE_UNKNOWN: before(ExitCode.Probe),
  PROBE_REPLAY: before(ExitCode.Probe),
  PROBE_UNSUPPORTED: before(ExitCode.Probe),
  PROBE_SERVER_MISSING: before(ExitCode.Environment),
  PROBE_SERVER_UNUSABLE: before(ExitCode.Environment),
  PORT_UNAVAILABLE: before(ExitCode.Usage),
  HTTP_REFUSED: before(ExitCode.Probe),
  TARGET_FAULT: before(ExitCode.Probe),
  TARGET_POWER: before(ExitCode.Probe),
  FLASH_DOWNLOAD_FAILED: verdict,
  JLINK_LIBRARY_MISSING: before(ExitCode.Environment),
  JLINK_LIBRARY_UNUSABLE: before(ExitCode.Environment),

  // image
  IHEX_ADDRESS_FIELD: before(ExitCode.BadInput),
  IHEX_ADDRESS_WRAP: before(ExitCode.BadInput),
  IHEX_AFTER_EOF: before(ExitCode.BadInput),
  IHEX_CHARACTER: before(ExitCode.BadInput),
  IHEX_CHECKSUM: before(ExitCode.BadInput),
  IHEX_LENGTH: before(ExitCode.BadInput),
  IHEX_NO_COLON: before(ExitCode.BadInput),
  IHEX_NO_EOF: before(ExitCode.BadInput),
  IHEX_OVERLAP: before(ExitCode.BadInput),
  IHEX_PAYLOAD: before(ExitCode.BadInput),
  IHEX_START_TWICE: before(ExitCode.BadInput),
  IHEX_TYPE: before(ExitCode.BadInput),
  // ELF files, images and loaders alike
  ELF_INVALID: before(ExitCode.BadInput),
  ELF_UNLOADABLE: before(ExitCode.BadInput),
  ELF_UNSUPPORTED: before(ExitCode.BadInput),
  IMAGE_EMPTY: before(ExitCode.BadInput),
  IMAGE_ADDRESS: before(ExitCode.BadInput),
  IMAGE_ADDRESS_MISSING: before(ExitCode.Usage),
  IMAGE_ADDRESS_UNUSED: before(ExitCode.Usage),
  IMAGE_CONFLICT: before(ExitCode.BadInput),
  IMAGE_FORMAT: before(ExitCode.BadInput),
  IMAGE_REGION: refused,
  SECTOR_FIRMWARE: refused,
  OTHER_DIE: refused,
  BOUND_HEX_CHANGED: refused,
  IMAGE_OUTPUT_FORMAT: before(ExitCode.Usage),
  IMAGE_START_CONFLICT: before(ExitCode.BadInput),
  IMAGE_START_UNKNOWN: before(ExitCode.Usage),

  // layout
  LAYOUT_INVALID: before(ExitCode.BadInput),
  LAYOUT_VALUE: before(ExitCode.BadInput),
  LAYOUT_VALUE_MISSING: before(ExitCode.BadInput),
  LAYOUT_FIELD_UNKNOWN: before(ExitCode.BadInput),
  LAYOUT_FIELD_FIXED: before(ExitCode.BadInput),
  LAYOUT_STAGE_UNKNOWN: before(ExitCode.Usage),
  LAYOUT_UID_NEEDED: before(ExitCode.Usage),
  LAYOUT_ALL_ONES: before(ExitCode.BadInput),
  LAYOUT_SLOT_UNKNOWN: before(ExitCode.Usage),
  LAYOUT_VALUE_HELD: refused,
  LAYOUT_SLOT_USED: refused,
  LAYOUT_SLOTS_FULL: refused,
  UNIT_DATA_INVALID: before(ExitCode.BadInput),
  UNIT_DATA_ROW: before(ExitCode.BadInput),
  UNIT_DATA_DUPLICATE: before(ExitCode.BadInput),
  UNIT_DATA_TABLE: before(ExitCode.BadInput),
  UNIT_DATA_SETTING: before(ExitCode.Usage),

  // signers of computed fields
  SIGNER_UNKNOWN: before(ExitCode.Environment),
  SIGNER_FAILED: before(ExitCode.Environment),
  SIGNER_TIMEOUT: before(ExitCode.Environment),
  SIGNER_OUTPUT: before(ExitCode.Environment),

  // loader
  LOADER_NOT_BUILT: before(ExitCode.Usage),
  LOADER_HASH: before(ExitCode.BadInput),
  LOADER_INVALID: before(ExitCode.BadInput),
  LOADER_TOO_LARGE: before(ExitCode.BadInput),
  LOADER_CONTRACT: before(ExitCode.BadInput),
  TEMPLATE_INVALID: before(ExitCode.BadInput),
  CONTROLLER_NOT_FOUND: before(ExitCode.BadInput),
  TOOLCHAIN_MISSING: before(ExitCode.Environment),
  TOOLCHAIN_FAILED: before(ExitCode.Environment),
  COMPILE_FAILED: before(ExitCode.BadInput),
  BUILD_DIFFERS: before(ExitCode.VerifyFailed),

  // chip
  CHIP_CONTROLLER: before(ExitCode.BadInput),
  CHIP_FAULT: before(ExitCode.Usage),
  CHIP_FILE_BUSY: before(ExitCode.Probe),
  CHIP_FILE_DEVICE: before(ExitCode.BadInput),
  CHIP_FILE_INVALID: before(ExitCode.BadInput),
  CHIP_FLASH_RANGE: before(ExitCode.BadInput),
  CHIP_FLASH_PROTECTED: refused,

  // export commander, check-dump
  EXPORT_REFUSED: refused,
  EXPORT_FOLDER_USED: before(ExitCode.Usage),
  EXPORT_FILE_USED: before(ExitCode.Usage),
  DUMP_SIZE: before(ExitCode.BadInput),
  DUMP_NOTHING_WANTED: before(ExitCode.BadInput),
  JOB_DUMP_INVALID: before(ExitCode.BadInput),
  DEVICE_LIST_INVALID: before(ExitCode.BadInput),
  INSTALL_FOREIGN_FILES: refused,

  // journal and rehearsal: nothing was written to the chip
  JOURNAL_BUSY: before(ExitCode.Environment),
  JOURNAL_INVALID: before(ExitCode.BadInput),
  JOURNAL_WRITE_FAILED: before(ExitCode.Environment),
  STATE_FOLDER: before(ExitCode.Environment),
  BANK_UNVERIFIED: refused,
  REHEARSAL_FAILED: refused,

  // ledger: what it knows of the chip is in its rows
  LEDGER_ENGINE_MISSING: before(ExitCode.Environment),
  LEDGER_MISSING: before(ExitCode.Environment),
  LEDGER_NETWORK_FILE: before(ExitCode.Environment),
  LEDGER_UNAVAILABLE: before(ExitCode.Environment),
  LEDGER_UNSAFE: before(ExitCode.Environment),
  LEDGER_BUSY: before(ExitCode.Environment),
  LEDGER_CONSTRAINT: before(ExitCode.Environment),
  LEDGER_TOO_NEW: before(ExitCode.Environment),
  LEDGER_EXISTS: before(ExitCode.Environment),
  LEDGER_MEDIUM: before(ExitCode.Environment),
  LEDGER_MOVED: before(ExitCode.Environment),
  LEDGER_ROLLED_BACK: before(ExitCode.Environment),
  LEDGER_KEY_MISSING: before(ExitCode.Environment),
  LEDGER_KEY_WRONG: before(ExitCode.Environment),
  LEDGER_DAMAGED: before(ExitCode.Environment),
  CLOCK_SUSPECT: before(ExitCode.Environment),
  LEDGER_FAILED: before(ExitCode.Environment),
  LEDGER_COMMIT_UNKNOWN: before(ExitCode.Environment),
  // ledger, tables: refused on what the rows hold
  LEDGER_STALE: refused,
  LEDGER_STATE: refused,
  ORDER_FULL: refused,
  POOL_EMPTY: refused,
  POOL_CHANGED: refused,
  POOL_OVERLAPS: refused,
  IMAGE_CHANGED: refused,
  IDENTITY_TAKEN: refused,
  PRODUCT_DIFFERS: refused,
  UNIT_UNKNOWN: before(ExitCode.Usage),

  // hwcheck
  HWCHECK_UNSUPPORTED: before(ExitCode.Usage),
  HWCHECK_REPORT: before(ExitCode.BadInput),
  HWCHECK_EDITED: refused,
  HWCHECK_SCRATCH: refused,

  // mp1
  MP1_SIZE: before(ExitCode.BadInput),
  MP1_VERSION: before(ExitCode.BadInput),
  MP1_TEXT: before(ExitCode.BadInput),
  MP1_TEXT_PLACE: before(ExitCode.Usage),
  MP1_WORD: before(ExitCode.Usage),
  MP1_OTHER_CHIP: refused,
  MP1_FILE_CHANGED: refused,
  MP1_DATA: before(ExitCode.BadInput),
  MP1_NO_DUMP: before(ExitCode.Usage),
  DFU_MISSING: before(ExitCode.Environment),
  DFU_NO_DEVICE: before(ExitCode.Probe),
  DFU_NO_OTP: before(ExitCode.Probe),
  DFU_AMBIGUOUS: before(ExitCode.Usage),
  DFU_READ_FAILED: before(ExitCode.Probe),
  DFU_WRITE_FAILED: interrupted,
  FUSES_DIFFER: doubtfulVerdict,
  LOCK_PENDING: endedBetween,

  // visits of a production line: refused, and nothing was written
  UID_INVALID: refused,
  UID_TWICE: refused,
  UNIT_SCRAPPED: refused,
  UNIT_UNREADABLE: refused,
  UNIT_BUSY: refused,
  IDENTITY_UNKNOWN: refused,
  IDENTITY_DIFFERS: refused,
  IDENTITY_ERASED: refused,
  SECRET_WIPED: refused,
  SCAN_NEEDED: before(ExitCode.Usage),
  SLOT_NEEDED: before(ExitCode.Usage),
  SCAN_INVALID: refused,
  VERIFIED_UNIT_CHANGED: before(ExitCode.VerifyFailed),
  // visits: the chip is written
  DIE_CHANGED: doubtfulVerdict,
  NOT_RECORDED: endedBetween,

  // burn: refused before anything was written
  DEVICE_NEEDED: before(ExitCode.Usage),
  UNIT_ALREADY_BURNT: refused,
  PLAN_NOT_CONFIRMED: refused,
  NOBODY_TO_ASK: declined,
  DECLINED: declined,
  STOPPED: stoppedBefore,
  LOADER_RAM: before(ExitCode.Probe),
  LOADER_REFUSED: refused,
  LOADER_NOT_STARTED: refusedInDoubt,
  CHIP_CHANGED: refused,
  SECTOR_NONE: before(ExitCode.Usage),
  // burn: something may have been written
  PLAN_CHANGED: endedBetween,
  BURN_INTERRUPTED: interrupted,
  BURN_STOPPED: stoppedBetween,
  BURN_FAILED: doubtfulVerdict,
  FIRMWARE_DIFFERS: verdict,
  SECTOR_CHANGED: verdict,
  READ_BACK_DIFFERS: doubtfulVerdict,
  READ_BACK_WEAK: verdict,
  UNIT_INVALID: verdict,
  UNIT_SPENT: verdict,
  UNPLANNED_CHANGE: doubtfulVerdict,
  // sector erase
  SECTOR_ERASE_FAILED: verdict,
  SECTOR_ERASE_INTERRUPTED: endedBetween,
} satisfies Record<string, ErrorFacts>;

export type ErrorCode = keyof typeof errorTable;

/** The exit code that each error code ends a command with. */
export const errorCodes = Object.fromEntries(
  Object.entries(errorTable).map(([code, { exit }]) => [code, exit]),
) as Readonly<Record<ErrorCode, ExitCode>>;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}

/** What a code means that may be of another version; undefined when it is not known. */
export function factsOf(code: string): ErrorFacts | undefined {
  return isErrorCode(code) ? errorTable[code] : undefined;
}
