import { z } from 'zod';
import { mediumSchema, refusalSchema } from '../burn/plan-types.js';
import { reportSchema } from '../burn/report-document.js';

const uint = z.number().int().min(0);

/** One visit of a die as JSON. */
export const visitSchema = z
  .object({
    format: z.literal('otpforge.visit/1'),
    result: z
      .enum(['verified', 'again', 'reworked', 'refused'])
      .describe(
        'verified: burnt or finished, read back and recorded; again: verified before, only read; reworked: the firmware of a verified unit; refused: nothing was written',
      ),
    medium: mediumSchema,
    product: z.string(),
    order: z.string().exactOptional(),
    unit: uint.describe('its number in the ledger; left out while it has none').exactOptional(),
    generation: uint.exactOptional(),
    stage: z.string(),
    uid: z.string(),
    values: z
      .array(z.object({ field: z.string(), text: z.string().exactOptional() }).readonly())
      .readonly()
      .describe('what the ledger gave the die; secret ones have no text'),
    refusals: z.array(refusalSchema).readonly(),
    warnings: z
      .array(z.object({ code: z.string(), message: z.string() }).readonly())
      .readonly()
      .describe('pools and lists that are low by now; left out where none is')
      .exactOptional(),
    report: reportSchema.exactOptional(),
  })
  .readonly();
export type VisitDocument = z.infer<typeof visitSchema>;
