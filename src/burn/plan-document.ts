import { z } from 'zod';
import { projectFileSchema } from '../loader/project-files.js';
import { hexBytes } from '../text/hex.js';
import { planHashPattern } from './plan-hash.js';
import {
  alikeDiesSchema,
  mediumSchema,
  type Plan,
  type PlanUnit,
  planAreaSchema,
  planChipSchema,
  plannedFusesSchema,
  planReason,
  refusalSchema,
  unitState,
} from './plan-types.js';

const uint = z.number().int().min(0);
const hexText = z
  .string()
  .describe('bytes as hex in address order, separated by blanks; ".." is an absent byte');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What readers of image files noticed. */
export const imageWarnings = z
  .array(z.object({ code: z.string(), message: z.string() }).readonly())
  .readonly()
  .describe('what was taken in the bank or the image’s files though somebody may not have meant it');

/** Of a simulated chip that is not of its bank's family. */
export const simulatedAs = z
  .string()
  .describe('the family that the simulated chip is, where that is not the bank’s');

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
    offset: uint.describe('from the start of the area; only of a secret unit').exactOptional(),
    impossible: hexText
      .describe('bits of the wanted value that would have to go from 0 to 1; only of a conflict')
      .exactOptional(),
    impossibleBits: uint
      .describe('how many bits would have to go from 0 to 1; only of a secret conflict')
      .exactOptional(),
    from: z.array(z.string()).readonly().describe('where the bytes come from: file, line, field'),
    fillBytes: uint.describe('how many of the bytes are fill that no data asked for').exactOptional(),
    block: uint.describe('the lock block that the unit is in, or that its lock byte locks').exactOptional(),
  })
  .readonly();
export type PlanUnitDocument = z.infer<typeof planUnit>;

/** What the image wants of a field of the layout. */
const planValue = z
  .object({
    field: z.string(),
    record: z.string().describe('the record that the field belongs to').exactOptional(),
    slot: uint.describe('of the record, from 1').exactOptional(),
    address: uint,
    length: uint,
    text: z.string().describe('the value as people read it; absent of a secret field').exactOptional(),
    secret: z.literal(true).exactOptional(),
    problem: z.string().describe('why the field cannot have these bytes').exactOptional(),
  })
  .readonly();
export type PlanValue = z.infer<typeof planValue>;

export const loaderOriginSchema = z.union([
  z.object({ kind: z.literal('package') }).readonly(),
  z.object({ kind: z.literal('project'), file: z.string() }).readonly(),
]);

export const planLoaderSchema = z
  .object({ sha256: sha256.describe('the loader ELF'), origin: loaderOriginSchema })
  .readonly();

export const journalNoteSchema = z
  .object({
    file: z.string().exactOptional(),
    off: z.literal(true).describe('no journal is kept').exactOptional(),
    moved: z.literal(true).describe('it is another one than the default').exactOptional(),
    setBy: z.string().describe('the file of defaults that decided about it').exactOptional(),
  })
  .readonly()
  .describe('the record of the run; only where a file of defaults moved it, or where none is kept');
export type JournalNote = z.infer<typeof journalNoteSchema>;

/** A plan as it is shown and confirmed. */
export const planSchema = z
  .object({
    format: z.literal('otpforge.plan/2'),
    device: z.string(),
    area: planAreaSchema,
    medium: mediumSchema,
    chip: planChipSchema,
    otpSha256: sha256
      .or(z.literal(''))
      .describe('what the area holds; empty when it may not be read or holds secrets'),
    imageSha256: sha256
      .or(z.literal(''))
      .describe('the whole image, absent bytes apart; empty when it holds secrets'),
    loader: planLoaderSchema.exactOptional(),
    controller: projectFileSchema
      .describe('the description of the flash interface, where it is not the package’s')
      .exactOptional(),
    simulatedAs: simulatedAs.exactOptional(),
    fuses: plannedFusesSchema.exactOptional(),
    journal: journalNoteSchema.exactOptional(),
    firmware: z.array(z.object({ address: uint, length: uint }).readonly()).readonly(),
    values: z.array(planValue).readonly().describe('of the layout’s fields that the image carries'),
    units: z.array(planUnit).readonly(),
    programsEqual: z
      .literal(true)
      .describe('units to burn are programmed even where they read equal by then, after an interrupted run')
      .exactOptional(),
    alike: alikeDiesSchema
      .describe('other dies with the same OTP part; only where no field tells units apart')
      .exactOptional(),
    movedFrom: z
      .array(z.string())
      .readonly()
      .describe('scrapped dies whose values this one gets')
      .exactOptional(),
    refusals: z.array(refusalSchema).readonly().describe('not empty: nothing will be written'),
    warnings: imageWarnings,
    hash: z
      .string()
      .regex(planHashPattern)
      .describe(
        'over all that decides what is burnt, file names and texts apart; keyed by the state folder when there are secrets',
      ),
  })
  .readonly();
export type PlanDocument = z.infer<typeof planSchema>;

/** A plan as JSON: bytes become text here. `values` is what a layout makes of the image. */
export function planDocument(plan: Plan, values: readonly PlanValue[] = []): PlanDocument {
  const { loader, units, programsEqual, alike, movedFrom, refusals, warnings, hash, device, area, ...rest } =
    plan;
  return {
    format: 'otpforge.plan/2',
    device,
    area,
    ...rest,
    ...(loader && { loader }),
    values,
    units: units.map(unitDocument),
    ...(programsEqual && { programsEqual }),
    ...(alike && { alike }),
    ...(movedFrom && { movedFrom }),
    refusals,
    warnings,
    hash,
  };
}

/** One write unit as JSON. */
export function unitDocument({ old, wanted, impossible, ...rest }: PlanUnit): PlanUnitDocument {
  return {
    ...rest,
    old: hexBytes(old),
    wanted: hexBytes(wanted),
    ...(impossible && { impossible: hexBytes(impossible) }),
  };
}
