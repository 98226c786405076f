import { z } from 'zod';
import { isCheckType } from './check-types.js';
import {
  type CheckSpec,
  complementField,
  computedField,
  crcField,
  hashField,
  sumField,
} from './schema-checks.js';
import {
  bytesField,
  dateField,
  endian,
  euiField,
  fieldName,
  hasFields,
  layoutShape,
  noFields,
  offset,
  recordOf,
  scalar,
  size,
  stage,
  uuidField,
  valued,
} from './schema-parts.js';
import { kindKeys } from './schema-records-2.js';
import { bitsField, numberName, tableColumns, text2Field, uidField, unaryField } from './schema-values-2.js';

/** The newest format of a layout. */
export const layoutFormat = { format: 'otpforge.layout', major: 2 } as const;

const unsigned = ['u8', 'u16', 'u24', 'u32', 'u40', 'u48', 'u56', 'u64'] as const;
const signed = ['i8', 'i16', 'i24', 'i32', 'i40', 'i48', 'i56', 'i64'] as const;
const integerTypes = [...unsigned, ...signed] as const;

const limits = { min: scalar.optional(), max: scalar.optional() };

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

const repeated = {
  repeat: z.number().int().min(1).optional().describe('how many elements: "rev" with 3 has rev[0] to rev[2]'),
  stride: size.optional().describe('bytes from one element to the next; the size of an element unless given'),
};

// The JSON Schema has one definition of each id, however many places use it.
const valueSchemas = [
  integerField.extend(repeated).meta({ id: 'integer' }),
  realField.extend(repeated).meta({ id: 'real' }),
  versionField.extend(repeated).meta({ id: 'version' }),
  bytesField.extend(repeated).meta({ id: 'bytes' }),
  text2Field.extend(repeated).meta({ id: 'text' }),
  eui2Field.extend(repeated).meta({ id: 'address' }),
  uuidField.extend(repeated).meta({ id: 'uuid' }),
  dateField.extend(repeated).meta({ id: 'date' }),
  bitsField.extend(repeated).meta({ id: 'bits' }),
  unaryField.extend(repeated).meta({ id: 'unary' }),
  uidField.meta({ id: 'uid' }),
] as const;
const checkSchemas = [
  crcField.meta({ id: 'crc' }),
  sumField.meta({ id: 'sum' }),
  hashField.meta({ id: 'hash' }),
  complementField.meta({ id: 'complement' }),
  computedField.meta({ id: 'computed' }),
] as const;

const leafSchema = z.discriminatedUnion('type', [...valueSchemas, ...checkSchemas]);

const groupField = z
  .strictObject({
    type: z.literal('group'),
    offset,
    description: z.string().optional(),
    when: stage.optional(),
    ...repeated,
    fields: z.record(fieldName, leafSchema).describe('their offsets count from the start of the element'),
  })
  .meta({ id: 'group' });

const fieldSchema = z.discriminatedUnion('type', [...valueSchemas, ...checkSchemas, groupField]);

/** A layout of any format: what format 1 allows has the same meaning in format 2. */
export const layout2Schema = z
  .strictObject({
    ...layoutShape(fieldSchema, recordOf(fieldSchema, kindKeys)),
    columns: tableColumns.optional().describe('how the tables of the units are read'),
  })
  .refine(hasFields, noFields);

export type LayoutDocument = z.infer<typeof layout2Schema>;
/** The major version of a document's format. */
export function majorOf({ format }: Pick<LayoutDocument, 'format'>): number {
  return Number(format.split('/').at(-1));
}

export type RecordSpec = LayoutDocument['records'][string];
/** What a layout describes under one name: a field, several of a kind, or a group. */
export type NamedSpec = z.infer<typeof fieldSchema>;
export type GroupSpec = z.infer<typeof groupField>;
export type FieldSpec = z.infer<typeof leafSchema>;
export type FieldType = FieldSpec['type'];
/** A field whose value is given, not computed. */
export type ValueSpec = Exclude<FieldSpec, CheckSpec>;

export function isCheckSpec(spec: FieldSpec): spec is CheckSpec {
  return isCheckType(spec.type);
}

export type { CheckSpec, CrcSpec } from './schema-checks.js';
export type IntegerSpec = z.infer<typeof integerField>;
export type RealSpec = z.infer<typeof realField>;
export type VersionSpec = z.infer<typeof versionField>;
export type BytesSpec = z.infer<typeof bytesField>;
export type TextSpec = z.infer<typeof text2Field>;
export type EuiSpec = z.infer<typeof eui2Field>;
export type DateSpec = z.infer<typeof dateField>;
export type BitsSpec = z.infer<typeof bitsField>;
export type UnarySpec = z.infer<typeof unaryField>;
