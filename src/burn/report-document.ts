import { z } from 'zod';
import {
  imageWarnings,
  journalNoteSchema,
  type PlanDocument,
  planLoaderSchema,
  planSchema,
  simulatedAs,
} from './plan-document.js';
import { mediumSchema, planChipSchema, refusalSchema } from './plan-types.js';
import type { ProgramReport, VerifyReport } from './report.js';

const uint = z.number().int().min(0);

const probeIdentity = z
  .object({
    description: z.string(),
    serial: z.string(),
    device: z.string().optional(),
    vtrefMv: uint.optional(),
    dpidr: uint.exactOptional(),
    versions: z.string().exactOptional(),
    simulatedAs: simulatedAs.exactOptional(),
  })
  .readonly();

const readBackRange = z
  .object({
    address: uint,
    length: uint,
    equal: z.boolean(),
    eccError: z.literal(true).describe('an ECC error came with what was read').exactOptional(),
    firstDifference: z
      .object({
        address: uint,
        wanted: uint.exactOptional(),
        read: z.number().int().describe('-1: nothing was read').exactOptional(),
        secret: z.literal(true).describe('the layout keeps the byte: no wanted, no read').exactOptional(),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly();
export type ReadBackRangeDocument = z.infer<typeof readBackRange>;

const eccFinding = z.object({ address: uint, state: z.enum(['damaged', 'weak']) }).readonly();

const unitVerdict = z
  .object({
    text: z.string().describe('as the last line says it: serial SN-000013, crc correct'),
    fields: z
      .array(
        z
          .object({
            name: z.string(),
            state: z.string().describe('what the chip holds: a value, or why there is none'),
            text: z.string().describe('the value; absent of a secret field').exactOptional(),
            judged: z.boolean().describe('false: shown only, since the image does not carry it'),
          })
          .readonly(),
      )
      .readonly(),
    slots: z
      .array(z.object({ record: z.string(), slot: uint, state: z.string(), newest: z.boolean() }).readonly())
      .readonly()
      .exactOptional(),
    besides: z
      .string()
      .describe('what else the chip holds by the layout and the unit does not need')
      .exactOptional(),
    problems: z
      .array(z.string())
      .readonly()
      .describe('not empty: not a valid unit; a program run ends with UNIT_INVALID instead')
      .exactOptional(),
  })
  .readonly()
  .describe('the unit as the layout reads it from the chip');
export type UnitVerdict = z.infer<typeof unitVerdict>;

/** A program run as JSON. */
export const reportSchema = z
  .object({
    format: z.literal('otpforge.report/2'),
    result: z
      .enum(['done', 'nothing-to-do', 'refused'])
      .describe('done: everything asked for was read back equal; refused: nothing was written'),
    medium: mediumSchema,
    probe: probeIdentity,
    plan: planSchema,
    loader: planLoaderSchema.exactOptional(),
    journal: journalNoteSchema.exactOptional(),
    rehearsal: z
      .enum(['rehearsed', 'remembered', 'unavailable'])
      .describe(
        'rehearsed: this plan on a simulated copy first; remembered: one of its shape before; unavailable: the simulator lacks this chip',
      )
      .exactOptional(),
    rehearsedAs: z
      .string()
      .describe('the family that the simulated copy was, where that is not the bank’s')
      .exactOptional(),
    unverifiedBank: z
      .literal(true)
      .describe('nothing but this chip has tested the loader or the bank')
      .exactOptional(),
    firmware: z.array(readBackRange).readonly(),
    unitsBurnt: uint.describe('write units that this run programmed'),
    locksSet: uint.describe('lock bytes that this run programmed'),
    locksInForce: uint
      .describe(
        'lock bytes of an interrupted run that the controller refused to program once more (WRPERR): they read 00 and are in force',
      )
      .exactOptional(),
    otp: z.array(readBackRange).readonly(),
    unit: unitVerdict.exactOptional(),
  })
  .readonly();
export type ReportDocument = z.infer<typeof reportSchema>;

/** A comparison as JSON. */
export const verifySchema = z
  .object({
    format: z.literal('otpforge.verify/2'),
    result: z.enum(['equal', 'different', 'refused']),
    medium: mediumSchema,
    device: z.string(),
    probe: probeIdentity,
    chip: planChipSchema,
    refusals: z.array(refusalSchema).readonly(),
    ranges: z.array(readBackRange).readonly(),
    ecc: z.array(eccFinding).readonly().describe('units of the image that read only with an ECC error'),
    warnings: imageWarnings,
    unit: unitVerdict.exactOptional(),
  })
  .readonly();
export type VerifyDocument = z.infer<typeof verifySchema>;

/** What a report carries beside what the run itself knows. */
export type ReportExtras = Pick<ReportDocument, 'journal' | 'rehearsal' | 'rehearsedAs' | 'unverifiedBank'>;

/** A program run as JSON; `plan` is its plan as it may be shown. */
export function reportDocument(
  { result, probe, plan, ...done }: ProgramReport,
  shown: PlanDocument,
  extras: ReportExtras = {},
): ReportDocument {
  const { medium, loader } = plan;
  return {
    format: 'otpforge.report/2',
    result,
    medium,
    probe,
    plan: shown,
    ...(loader && { loader }),
    ...done,
    ...extras,
  };
}

/** A comparison as JSON. */
export function verifyDocument(
  { result, device, probe, ...rest }: VerifyReport,
  extras: Pick<VerifyDocument, 'medium'>,
): VerifyDocument {
  const { medium } = extras;
  return { format: 'otpforge.verify/2', result, medium, device, probe, ...rest };
}
