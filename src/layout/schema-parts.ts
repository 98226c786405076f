import { z } from 'zod';

export const size = z.number().int().positive();
export const offset = z.number().int().min(0).max(0xffffffff);
export const byte = z.number().int().min(0).max(0xff);
export const fieldName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]*$/,
    'a field name begins with a letter and holds letters, digits and "_" only',
  );
export const stage = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'use letters, digits, "_" and "-" only');
export const scalar = z.union([z.string(), z.number()], 'expected a number or a string');
export const endian = z.enum(['little', 'big']).default('little');

export const placed = {
  /** Bytes from the bank's otp.base. */
  offset,
  description: z.string().optional(),
  /** Never shown in messages, tables or JSON. */
  secret: z.boolean().default(false),
  /** Allows a value that leaves the field, or a write unit of it, blank. */
  allowBlank: z.boolean().default(false),
  /** The stage of production that writes the field; without it every stage does. */
  when: stage.optional(),
};
export const valued = {
  ...placed,
  default: scalar.optional(),
  const: scalar.optional(),
  /** No two units have the same value; without the key that holds for addresses and UUIDs. */
  unique: z.boolean().optional(),
};

export const bytesField = z.strictObject({ type: z.literal('bytes'), ...valued, length: size });
export const textField = z.strictObject({
  type: z.enum(['ascii', 'utf8']),
  ...valued,
  length: size,
  pad: byte.optional(),
  align: z.enum(['left', 'right']).default('left'),
  pattern: z.string().optional(),
});
export const euiField = z.strictObject({
  type: z.enum(['mac', 'eui48', 'eui64']),
  ...valued,
  /** First octets that every value must have, for example an OUI. */
  prefix: z.string().optional(),
});
export const uuidField = z.strictObject({ type: z.literal('uuid'), ...valued });
export const dateField = z.strictObject({
  type: z.literal('date'),
  ...valued,
  encoding: z.enum(['unix32', 'bcd', 'ymd']),
  endian,
});
/** What a check runs over: fields in this order. */
export const over = z.array(z.string()).min(1);
/** All of a CRC but its algorithm. */
export const crcKeys = {
  type: z.literal('crc'),
  ...placed,
  over: over.optional(),
  range: z.strictObject({ offset, length: size }).optional(),
  endian,
} as const;

/** The reserved sector of a chip's main flash that the layout is made for. */
export const layoutSector = z.strictObject({
  device: z.string(),
  /** Of the sector; where it is another than the bank's, the layout is not for that bank. */
  address: offset.optional(),
});

/** A layout whose fields and records schemas describe. */
export function layoutOf<F extends z.ZodType, R extends z.ZodType>(field: F, record: R) {
  return z.strictObject(layoutShape(field, record)).refine(hasFields, noFields);
}

/** The keys of such a layout. */
export function layoutShape<F extends z.ZodType, R extends z.ZodType>(field: F, record: R) {
  return {
    format: z.string(),
    title: z.string().optional(),
    /** Name of the bank that the layout is made for. */
    bank: z.string().optional(),
    /** The chip whose reserved sector it is made for, instead of a bank. */
    sector: layoutSector.optional(),
    /** The STM32MP1 whose fuses it is made for, instead of a bank: offset = 4 × word, and "lock" lists words. */
    fuses: z.string().optional(),
    /** Secret provisioning (SSP) writes fuses of this product too. */
    ssp: z.boolean().optional(),
    /** Byte for the rest of a write unit that fields use in part. */
    fill: byte.optional(),
    /** Blocks to lock. */
    lock: z.array(z.number().int().min(0)).default([]),
    fields: z.record(fieldName, field).optional(),
    /** Groups of fields that can be written more than once, each time to a spare slot. */
    records: z.record(fieldName, record).default({}),
  };
}

/** Whether a layout has something to write. */
export function hasFields({
  fields,
  records,
}: {
  readonly fields?: object | undefined;
  readonly records: object;
}): boolean {
  return fields !== undefined || Object.keys(records).length > 0;
}

/** Of a layout that has nothing. */
export const noFields = { path: ['fields'], error: 'a layout needs "fields", "records" or both' };

/** A record of any kind, of which format 1 has one. */
export function recordOf<F extends z.ZodType, K extends z.ZodRawShape>(field: F, kind: K) {
  return z.strictObject({
    description: z.string().optional(),
    /** Bytes from the bank's otp.base to the first slot. */
    offset,
    /** How often the record can be written, each time to a slot of its own. */
    slots: size,
    /** Bytes from the start of one slot to the start of the next. */
    stride: size,
    ...kind,
    /** The stage of production that writes the record; without it every stage does. */
    when: stage.optional(),
    /** Offsets are counted from the start of the slot. */
    fields: z.record(fieldName, field),
  });
}
