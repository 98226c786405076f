import { z } from 'zod';
import { crcNames } from './crc/index.js';
import {
  bytesField,
  crcKeys,
  dateField,
  endian,
  euiField,
  layoutOf,
  scalar,
  textField,
  uuidField,
  valued,
} from './schema-parts.js';

/** The newest format of a layout. */
export const layoutFormat = { format: 'otpforge.layout', major: 2 } as const;

const unsigned = ['u8', 'u16', 'u24', 'u32', 'u40', 'u48', 'u56', 'u64'] as const;
const signed = ['i8', 'i16', 'i24', 'i32', 'i40', 'i48', 'i56', 'i64'] as const;
const integerTypes = [...unsigned, ...signed] as const;

const limits = { min: scalar.optional(), max: scalar.optional() };

const numberName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_.-]*$/,
    'the name of a number begins with a letter and holds letters, digits, "_", "." and "-" only',
  );

const integerField = z.strictObject({
  type: z.enum(integerTypes),
  ...valued,
  endian,
  ...limits,
  names: z
    .record(numberName, scalar)
    .optional()
    .describe('the only values, each with its name, which is written and shown in place of the number'),
});
const realField = z.strictObject({ type: z.enum(['f32', 'f64']), ...valued, endian, ...limits });
const versionField = z.strictObject({
  type: z.literal('version'),
  ...valued,
  endian,
  parts: z
    .array(z.enum(['u8', 'u16', 'u32']))
    .min(2)
    .max(8)
    .describe('in ascending addresses, each by endian: [u8, u8, u16] is "1.0.2"'),
});
const eui2Field = euiField.extend({
  endian: z
    .enum(['big', 'little'])
    .optional()
    .describe('big unless given; little: the last octet is at the first address'),
});

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
const crcField = z.strictObject({
  ...crcKeys,
  algorithm: z.union([z.enum(crcNames), crcParameters], 'expected the name of a CRC, or its parameters'),
});

const fieldSchema = z.discriminatedUnion('type', [
  integerField,
  realField,
  versionField,
  bytesField,
  textField,
  eui2Field,
  uuidField,
  dateField,
  crcField,
]);

/** A layout of any format: what format 1 allows has the same meaning in format 2. */
export const layout2Schema = layoutOf(fieldSchema);

export type LayoutDocument = z.infer<typeof layout2Schema>;
export type RecordSpec = LayoutDocument['records'][string];
export type FieldSpec = z.infer<typeof fieldSchema>;
export type FieldType = FieldSpec['type'];
export type CrcSpec = Extract<FieldSpec, { type: 'crc' }>;
/** A field whose value is given, not computed. */
export type ValueSpec = Exclude<FieldSpec, CrcSpec>;
export type IntegerSpec = z.infer<typeof integerField>;
export type RealSpec = z.infer<typeof realField>;
export type VersionSpec = z.infer<typeof versionField>;
export type BytesSpec = z.infer<typeof bytesField>;
export type TextSpec = z.infer<typeof textField>;
export type EuiSpec = z.infer<typeof eui2Field>;
export type DateSpec = z.infer<typeof dateField>;
