import { z } from 'zod';
import { firstCrcNames } from './crc/index.js';
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

const uintField = z.strictObject({
  type: z.enum(['u8', 'u16', 'u32', 'u64']),
  ...valued,
  endian,
  min: scalar.optional(),
  max: scalar.optional(),
});
const crcField = z.strictObject({ ...crcKeys, algorithm: z.enum(firstCrcNames) });

/** A layout of format 1, whose meaning is frozen. */
export const layoutSchema = layoutOf(
  z.discriminatedUnion('type', [uintField, bytesField, textField, euiField, uuidField, dateField, crcField]),
);
