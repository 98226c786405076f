import { z } from 'zod';

const uint = z.number().int().min(0);
const hexText = z
  .string()
  .describe('bytes as hex in address order, parted by blanks; ".." is an absent byte');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What a write unit of the image means for the chip as it is:
 * skip (the chip already holds it), burn, conflict (bits that cannot be had), partial (the image holds only
 * a part of it), locked, damaged (an error in its ECC), suspect (it reads right, and may have been cut
 * short, or would lock such a unit), unreadable.
 */
const unitState = z.enum([
  'skip',
  'burn',
  'conflict',
  'partial',
  'locked',
  'damaged',
  'suspect',
  'unreadable',
]);
export type UnitState = z.infer<typeof unitState>;

/** Stable word for why a unit is in its state. */
const planReason = z.enum([
  'equal',
  'blank-stays-blank',
  'blank',
  'clears-bits',
  'needs-ones',
  'unit-is-spent',
  'bytes-missing',
  'block-is-locked',
  'lock-byte-is-damaged',
  'lock-byte-value',
  'block-is-empty',
  'ecc-damaged',
  'ecc-weak',
  'cut-short',
]);
export type PlanReason = z.infer<typeof planReason>;

/** One write unit that the image touches. */
const planUnit = z
  .object({
    address: uint,
    length: uint,
    kind: z.enum(['data', 'lock']),
    state: unitState,
    reason: planReason,
    old: hexText,
    wanted: hexText,
    secret: z
      .literal(true)
      .describe('the layout keeps the bytes: old and wanted are empty, impossible is a count')
      .exactOptional(),
    offset: uint.describe('from the start of the bank; only of a secret unit').exactOptional(),
    impossible: hexText
      .describe('bits of the wanted value that cannot be had; only of a conflict')
      .exactOptional(),
    impossibleBits: uint.describe('how many bits cannot be had; only of a secret conflict').exactOptional(),
    from: z.array(z.string()).readonly().describe('where the bytes come from: file, line, field'),
    fillBytes: uint.describe('how many of the bytes are fill that no data asked for').exactOptional(),
    block: uint.describe('the lock block that the unit lies in, or that its lock byte locks').exactOptional(),
  })
  .readonly();
export type PlanUnit = z.infer<typeof planUnit>;

const refusalCode = z.enum([
  'DEV_ID',
  'FLASH_SIZE',
  'READ_PROTECTION',
  'VOLTAGE',
  'VOLTAGE_SCALING',
  'REGION',
  'ELF_GAP',
  'CONFLICT',
  'PARTIAL',
  'LOCKED',
  'LOCK_VALUE',
  'LOCK_EMPTY',
  'DAMAGED',
  'SUSPECT',
]);
export type RefusalCode = z.infer<typeof refusalCode>;

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

/** What a program run will do, before it does it: the one object that is shown, hashed, confirmed and executed. */
export const planSchema = z
  .object({
    format: z.literal('otpforge.plan/1'),
    device: z.string(),
    bank: z.string(),
    rewrite: z
      .enum(['clear-bits', 'once'])
      .describe('clear-bits: a burnt unit can still lose ones; once: it can never change again'),
    chip: planChipSchema,
    otpSha256: sha256
      .or(z.literal(''))
      .describe('what the bank holds; empty when it may not be read or holds secrets'),
    imageSha256: sha256
      .or(z.literal(''))
      .describe('the whole image, absent bytes apart; empty when it holds secrets'),
    loaderSha256: sha256.describe('the loader ELF'),
    firmware: z.array(z.object({ address: uint, length: uint }).readonly()).readonly(),
    units: z.array(planUnit).readonly(),
    refusals: z.array(refusalSchema).readonly().describe('not empty: nothing will be written'),
    hash: sha256.describe(
      'over all of the above, but for file names and message texts; keyed by the state folder when there are secrets',
    ),
  })
  .readonly();
export type Plan = z.infer<typeof planSchema>;
