import { z } from 'zod';
import { byte, endian, placed, scalar, textField, valued } from './schema-parts.js';

export const numberName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_.-]*$/,
    'the name of a number begins with a letter and holds letters, digits, "_", "." and "-" only',
  );
const bitName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]*$/,
    'the name of a bit begins with a letter and holds letters, digits and "_" only',
  );

const place = z.number().int().min(0).max(63);
const fieldBytes = z.number().int().min(1).max(8);

/** Text with an end of its own, apart from what fills the rest of the field. */
export const text2Field = textField.extend({
  end: byte.optional().describe('follows the text, before the pad; a pad of ones is then left unwritten'),
});

const bitGroup = z.strictObject({
  at: place.describe('its lowest bit, from the least significant one of the integer'),
  width: z.number().int().min(1).max(64).default(1),
  names: z.record(numberName, scalar).optional().describe('the only values, each with its name'),
  default: scalar.optional(),
});

export const bitsField = z.strictObject({
  type: z.literal('bits'),
  ...valued,
  bytes: fieldBytes,
  endian,
  unused: z
    .union([z.literal(0), z.literal(1)])
    .default(0)
    .describe('what the bits without a name are'),
  bits: z.record(
    bitName,
    z.union([place, bitGroup], 'expected the number of a bit, or its "at" and "width"'),
  ),
});

export const unaryField = z.strictObject({
  type: z.literal('unary'),
  ...valued,
  bytes: z.number().int().min(1).max(1024),
  endian,
  from: z.enum(['lsb', 'msb']).describe('the end at which the first bit is cleared'),
});

/** The UID of the chip itself, which nobody gives. */
export const uidField = z.strictObject({ type: z.literal('uid'), ...placed });

/** How the tables of the units are read. */
export const tableColumns = z.strictObject({
  map: z
    .record(z.string(), z.string())
    .default({})
    .describe('fields, each with what the header calls its column'),
  ignore: z.array(z.string()).default([]).describe('columns that fill no field'),
});
