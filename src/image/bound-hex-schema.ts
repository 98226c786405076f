import { z } from 'zod';

export const boundHexFormat = { format: 'otpforge.bound-hex', major: 1 } as const;

/** `unit.hex.json`: the one die that `unit.hex` is for. */
export const boundHexSchema = z.strictObject({
  format: z.string(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal')
    .describe('of the Intel HEX file beside it'),
  uid: z
    .string()
    .regex(/^[0-9A-F]{24}$/, 'must be 24 upper-case hexadecimal digits')
    .describe('the unique ID of the die, its bytes in the order of their addresses'),
  bank: z.string().optional().describe('the bank of the layout that the unit was made by'),
});

export type BoundHex = Readonly<z.infer<typeof boundHexSchema>>;
