import { z } from 'zod';
import { crcNames } from './crc/index.js';
import { hashNames } from './hash.js';
import { crcKeys, endian, over, placed, size } from './schema-parts.js';
import { sumNames } from './sum.js';

const crcNumber = z.union([
  z.number().int().min(0),
  z
    .string()
    .regex(
      /^0[xX][0-9a-fA-F]{1,16}$/,
      'write a number, or one in hexadecimal in quotes: "0x42F0E1EBA9EA3693"',
    ),
]);
const crcParameters = z.strictObject({
  width: z.number().int().min(8).max(64).multipleOf(8, 'a CRC takes whole bytes: 8, 16, 24 … 64 bits'),
  poly: crcNumber,
  init: crcNumber,
  refIn: z.boolean(),
  refOut: z.boolean(),
  xorOut: crcNumber,
  feed: z
    .enum(['bytes', 'words'])
    .default('bytes')
    .describe('words: of 32 bits, the lowest address least significant'),
  check: crcNumber.describe('of the text "123456789", or with feed: words of "12345678"'),
});

export const crcField = z.strictObject({
  ...crcKeys,
  algorithm: z.union([z.enum(crcNames), crcParameters], 'expected the name of a CRC, or its parameters'),
});
export const sumField = z.strictObject({
  type: z.literal('sum'),
  ...placed,
  algorithm: z.enum(sumNames),
  over,
  endian,
});
export const hashField = z.strictObject({
  type: z.literal('hash'),
  ...placed,
  algorithm: z.enum(hashNames),
  over,
  key: z.string().optional().describe('of an HMAC: the field that holds the key'),
  bytes: size.optional().describe('only the first bytes of the hash'),
});
export const complementField = z.strictObject({
  type: z.literal('complement'),
  ...placed,
  of: z.string().describe('the field whose bytes it has, each bit inverted'),
});
export const computedField = z.strictObject({
  type: z.literal('computed'),
  ...placed,
  length: size,
  by: z.string().describe('the name of a signer in config.yaml of the user'),
  over,
});

export type CrcSpec = z.infer<typeof crcField>;
export type SumSpec = z.infer<typeof sumField>;
export type HashSpec = z.infer<typeof hashField>;
export type ComplementSpec = z.infer<typeof complementField>;
export type ComputedSpec = z.infer<typeof computedField>;
/** A field whose value is computed from others. */
export type CheckSpec = CrcSpec | SumSpec | HashSpec | ComplementSpec | ComputedSpec;
