import { z } from 'zod';
import { firstCrcNames } from './crc/index.js';
import {
  bytesField,
  crcKeys,
  dateField,
  endian,
  euiField,
  layoutOf,
  recordOf,
  scalar,
  textField,
  uuidField,
  valued,
} from './schema-parts.js';

const uintField = z.strictObject({
  type: z.enum(['u8', 'u16', 'u32', 'u64']),
  ...valued,
  endian,
  min: scalar.optional(),
  max: scalar.optional(),
});
const crcField = z.strictObject({ ...crcKeys, algorithm: z.enum(firstCrcNames) });

const fieldSchema = z.discriminatedUnion('type', [
  uintField,
  bytesField,
  textField,
  euiField,
  uuidField,
  dateField,
  crcField,
]);

/** A layout of format 1, whose meaning is frozen. */
export const layoutSchema = layoutOf(
  fieldSchema,
  // The sequence is the field that shows which slot is the newest.
  recordOf(fieldSchema, { sequence: z.string() }),
);
