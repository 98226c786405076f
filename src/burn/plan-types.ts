import { z } from 'zod';
import type { BankWarning } from '../bank/index.js';
import type { ImageWarning } from '../image/index.js';
import { unitReasons, unitStates } from '../judge/index.js';
import type { LoaderOrigin } from '../loader/index.js';
import type { ProjectFile } from '../loader/project-files.js';
import type { Medium } from '../probe/index.js';

/** What a write unit of the image means for the chip as it is: src/judge/verdict.ts. */
export const unitState = z.enum(unitStates);
export type UnitState = z.infer<typeof unitState>;

/** Stable word for why a unit is in its state. */
export const planReason = z.enum(unitReasons);
export type PlanReason = z.infer<typeof planReason>;

/** Bytes in address order; undefined is an absent byte, or one that cannot be read. */
export type UnitBytes = readonly (number | undefined)[];

/** One write unit that the image touches. */
export interface PlanUnit {
  readonly address: number;
  readonly length: number;
  readonly kind: 'data' | 'lock';
  readonly state: UnitState;
  readonly reason: PlanReason;
  readonly old: UnitBytes;
  readonly wanted: UnitBytes;
  /** Bits of the wanted value that would have to go from 0 to 1, only of a conflict. */
  readonly impossible?: readonly number[];
  /** Where the bytes come from: file, line, field. */
  readonly from: readonly string[];
  /** How many of the bytes are fill that no data asked for. */
  readonly fillBytes?: number;
  /** The lock block that the unit is in, or that its lock byte locks. */
  readonly block?: number;
}

const refusalCode = z.enum([
  'DEV_ID',
  'FLASH_SIZE',
  'READ_PROTECTION',
  'VOLTAGE',
  'VOLTAGE_SCALING',
  'PRECONDITION',
  'REGION',
  'ELF_GAP',
  'SECTOR_FIRMWARE',
  'CONFLICT',
  'PARTIAL',
  'LOCKED',
  'LOCK_VALUE',
  'LOCK_EMPTY',
  'DAMAGED',
  'SUSPECT',
  'SECTOR_HALF_ERASED',
  'NO_UNIT',
  'FIRMWARE_ONLY',
  'SLOT_OUTDATED',
  'CHECK_DIFFERS',
  'LOCK_UNWRITTEN',
  'OTHER_DIE',
  'BOUND_HEX_CHANGED',
  'UID_UNPROVEN',
  'UNIT_ALREADY_BURNT',
  'LEDGER_KNOWS_UNIT',
  'OTHER_UNIT',
  'SET_ASIDE',
  'EXAMPLE_UNIT',
  // of fuses
  'FUSE_STATE',
  'LIFE_CYCLE',
  'WORD_OWNED',
  'STICKY_LOCK',
  'WORD_STOPPED',
  'WORD_UNKNOWN',
]);
export type RefusalCode = z.infer<typeof refusalCode>;

const uint = z.number().int().min(0);

/** Why a request is refused as a whole; each has a way out. */
export const refusalSchema = z
  .object({ code: refusalCode, message: z.string(), remedy: z.string(), address: uint.exactOptional() })
  .readonly();
export type Refusal = z.infer<typeof refusalSchema>;

export const planChipSchema = z
  .object({
    devId: uint,
    revId: uint,
    uid: z.string().describe('empty when the chip is not of the device’s line: nothing more of it was read'),
    flashKb: uint.describe('0 when it was not read'),
  })
  .readonly();
export type PlanChip = z.infer<typeof planChipSchema>;

/** What of a chip a plan burns. */
export const planAreaSchema = z
  .object({
    kind: z.enum(['otp', 'fuses', 'sector']).describe('sector: one of the main flash that is kept for data'),
    name: z.string().describe('the bank'),
    base: uint,
    size: uint,
    writeUnit: uint.describe('bytes of the smallest thing that is programmed'),
    bits: z.enum(['clear', 'set']).describe('what programming does to a bit: 1 to 0, or 0 to 1'),
    rewrite: z
      .enum(['clear-bits', 'once'])
      .describe('clear-bits: a burnt unit can still lose ones; once: it can never change again'),
  })
  .readonly();
export type PlanArea = z.infer<typeof planAreaSchema>;

export const mediumSchema = z
  .enum(['silicon', 'simulated', 'replayed'])
  .describe(
    'what is behind the probe: a chip, a model of one, or the record of a run',
  ) satisfies z.ZodType<Medium>;

/** How fuses are written: by a file for the embedded programming service, values before locks. */
export const plannedFusesSchema = z
  .object({
    step: z.enum(['values', 'locks', 'both', 'nothing']).describe('what the file asks for'),
    later: z
      .array(uint)
      .readonly()
      .describe('words to lock by a file of their own, after a dump that shows their values'),
    blind: z.literal(true).describe('no dump of the chip was read').exactOptional(),
  })
  .readonly();
export type PlannedFuses = z.infer<typeof plannedFusesSchema>;

/** What was asked of fuses that somebody may regret. */
export interface FuseWarning {
  readonly code: 'ONE_FILE' | 'BLIND';
  readonly message: string;
}

/** Other dies that have the OTP part of an image too, as a journal knows them. */
export const alikeDiesSchema = z
  .object({
    dies: uint.describe('how many'),
    last: z
      .object({ uid: z.string(), time: z.string(), result: z.string().describe('how its run ended') })
      .readonly()
      .describe('the newest of them'),
  })
  .readonly();
export type AlikeDies = z.infer<typeof alikeDiesSchema>;

/** What the past of this die and of others has to say about a plan. */
export interface PastVerdict {
  readonly refusals: readonly Refusal[];
  /** The refusals stand for all that the units themselves would be refused for. */
  readonly replacesUnits?: boolean;
  readonly alike?: AlikeDies | undefined;
  /** Scrapped dies whose values this one gets. */
  readonly movedFrom?: readonly string[];
}

/** The program that burns. */
export interface PlanLoader {
  /** Of the loader ELF. */
  readonly sha256: string;
  readonly origin: LoaderOrigin;
}

/** A range of the main flash that the image programs. */
export interface PlannedFirmware {
  readonly address: number;
  readonly length: number;
}

/** What a program run will do, before it does it: the one object that is shown, hashed, confirmed and executed. */
export interface Plan {
  readonly device: string;
  readonly area: PlanArea;
  readonly medium: Medium;
  readonly chip: PlanChip;
  /** What the area holds; empty when it may not be read. */
  readonly otpSha256: string;
  /** The whole image, absent bytes apart. */
  readonly imageSha256: string;
  readonly loader: PlanLoader | undefined;
  /** The description of the flash interface, where it is not the package's. */
  readonly controller?: ProjectFile;
  /** The family that a simulated chip is, where that is not the bank's. */
  readonly simulatedAs?: string;
  /** Only of an area of fuses. */
  readonly fuses?: PlannedFuses;
  readonly firmware: readonly PlannedFirmware[];
  readonly units: readonly PlanUnit[];
  /** Units to burn are programmed even where they read equal by then: an interrupted run may have left them half programmed. */
  readonly programsEqual: boolean;
  /** Other dies with the same OTP part. */
  readonly alike?: AlikeDies;
  /** Scrapped dies whose values this one gets. */
  readonly movedFrom?: readonly string[];
  /** Not empty: nothing will be written. */
  readonly refusals: readonly Refusal[];
  /** What was taken in the bank or in the image's files though somebody may not have meant it. */
  readonly warnings: readonly (BankWarning | FuseWarning | ImageWarning)[];
  /** p2- and 64 hexadecimal digits, over all that decides what is burnt. */
  readonly hash: string;
}
