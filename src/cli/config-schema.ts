import { z } from 'zod';

export const configFormat = { format: 'otpforge.config', major: 1 } as const;

/** otpforge.yaml: a project's defaults. Paths are relative to the file. */
export const configSchema = z.strictObject({
  format: z.string(),
  firmware: z.string().optional(),
  layout: z.string().optional(),
  device: z.string().optional(),
  probe: z.string().optional(),
  banks: z.array(z.string()).optional(),
  journal: z.union([z.string(), z.literal(false)]).optional(),
  fill: z.number().int().min(0).max(0xff).optional(),
});
