import { z } from 'zod';

export const batchFormat = { format: 'otpforge.batch', major: 1 } as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');

/** What a batch holds, without a time: the same batch has the same manifest. */
export const batchSchema = z.strictObject({
  format: z.string(),
  product: z.string(),
  batch: z.string(),
  stage: z.string().describe('empty where the layout has none'),
  count: z.int().describe('units'),
  secret: z.boolean().describe('the files hold secret fields in clear'),
  firmware: sha256.nullable().describe('of the Intel HEX of the firmware in each file'),
  files: z.array(
    z.strictObject({
      name: z.string(),
      sha256,
      unit: z.int().describe('its number in the ledger'),
      values: z.record(z.string(), z.string()).describe('public ones'),
    }),
  ),
  list: z
    .strictObject({ name: z.string(), sha256, address: z.int(), length: z.int() })
    .nullable()
    .describe('J-Flash’s list of serial numbers'),
  leftOut: z
    .array(
      z.strictObject({
        unit: z.int().describe('its number in the ledger'),
        values: z.record(z.string(), z.string()).describe('public ones'),
      }),
    )
    .optional()
    .describe('units without a file: the ledger has wiped their secrets'),
});
