import { z } from 'zod';
import { planChipSchema, planSchema, refusalSchema } from './plan-types.js';

const uint = z.number().int().min(0);

export const probeIdentitySchema = z
  .object({
    description: z.string(),
    serial: z.string(),
    device: z.string().optional(),
    vtrefMv: uint.optional(),
  })
  .readonly();

/** A run of bytes of the image beside what the chip holds there. */
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
export type ReadBackRange = z.infer<typeof readBackRange>;

/** A write unit that reads only with an ECC error. */
const eccFinding = z.object({ address: uint, state: z.enum(['damaged', 'weak']) }).readonly();
export type EccFinding = z.infer<typeof eccFinding>;

/** What a program run did, as far as it was read back from the chip. */
export const reportSchema = z
  .object({
    format: z.literal('otpforge.report/1'),
    result: z
      .enum(['done', 'nothing-to-do', 'refused'])
      .describe('done: everything asked for was read back equal; refused: nothing was written'),
    probe: probeIdentitySchema,
    plan: planSchema,
    rehearsal: z
      .enum(['rehearsed', 'remembered', 'unavailable'])
      .describe(
        'rehearsed: this plan on a simulated copy first; remembered: one of its shape before; unavailable: the simulator lacks this chip',
      )
      .exactOptional(),
    firmware: z.array(readBackRange).readonly(),
    unitsBurnt: uint.describe('write units that this run programmed'),
    locksSet: uint.describe('lock bytes that this run programmed'),
    locksInForce: uint
      .describe(
        'lock bytes of a cut-off run that the controller refused to program once more (WRPERR): they read 00 and are in force',
      )
      .exactOptional(),
    otp: z.array(readBackRange).readonly(),
  })
  .readonly();
export type ProgramReport = z.infer<typeof reportSchema>;

/** What a chip holds, beside what an image wants. */
export const verifySchema = z
  .object({
    format: z.literal('otpforge.verify/1'),
    result: z.enum(['equal', 'different', 'refused']),
    device: z.string(),
    probe: probeIdentitySchema,
    chip: planChipSchema,
    refusals: z.array(refusalSchema).readonly(),
    ranges: z.array(readBackRange).readonly(),
    ecc: z.array(eccFinding).readonly().describe('units of the image that read only with an ECC error'),
  })
  .readonly();
export type VerifyReport = z.infer<typeof verifySchema>;
