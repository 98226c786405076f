import { z } from 'zod';
import { isPrintable } from '../text/printable.js';
import { controllerIssues } from './rules.js';

export const controllerFormat = { format: 'otpforge.controller', major: 1 } as const;

const uint32 = z.number().int().min(0).max(0xffffffff);
const bit = z.number().int().min(0).max(31);
const text = z.string().min(1).refine(isPrintable, 'use printable characters on one line');
const fileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'use letters, digits, "_", "." and "-" only, no spaces');

// Registers and fields become names of a C struct and of C macros.
const macro = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'use letters, digits and "_" only');
const flags = z.array(macro);

const field = z
  .union([bit, z.tuple([bit, bit])])
  .describe('one bit, or the lowest and the highest bit of a field');

const registerBit = z.strictObject({ register: macro, bit });
const keyed = z.strictObject({ register: macro, keys: z.tuple([uint32, uint32]) });

/** The flash interface of a family: what its loader, its exports and its simulated chip are made from. */
export const controllerSchema = z
  .strictObject({
    format: z.string(),
    name: fileName,
    title: text,
    families: z.array(fileName).min(1).describe('families whose banks may use it'),
    base: uint32.describe('of the FLASH registers'),
    registers: z.record(macro, uint32).describe('offsets from base, by the names of the reference manual'),
    unlock: keyed.describe('the key register of the control register, and its keys'),
    status: z.strictObject({
      register: macro,
      bits: z.record(macro, bit).describe('flags of the register'),
      busy: flags.min(1).describe('an operation runs while one of them is set'),
      pending: flags
        .default([])
        .describe('CFGBSY, WDW: with busy clear, somebody has written a part of a unit'),
      errors: flags.min(1).describe('an operation with one of them has failed'),
      clear: z
        .strictObject({ register: macro, bits: flags.min(1) })
        .describe('where stale flags are cleared, by writing one'),
    }),
    control: z.strictObject({
      register: macro,
      bits: z.record(macro, field).describe('fields of the register'),
      program: macro.describe('the bit that allows programming'),
      lock: macro.describe('the bit that locks the register'),
      lockAlone: z
        .boolean()
        .default(false)
        .describe('the write that sets the lock leaves the other fields as they are: clear them before'),
      zeroFirst: flags.default([]).describe('fields that must be 0 while a unit is programmed'),
    }),
    erase: z
      .strictObject({ sector: macro, number: macro, start: macro })
      .optional()
      .describe(
        'fields of the control register that erase one sector: what is erased, which one, and the start',
      ),
    bankStride: uint32
      .optional()
      .describe('from the registers of flash bank 1 to those of bank 2; left out where both share them'),
    cache: z
      .strictObject({ register: macro, enable: bit, reset: bit })
      .optional()
      .describe('the data cache of the flash; left out where the register has no such bits'),
    options: z
      .strictObject({ register: macro, unlock: keyed, lock: registerBit, start: registerBit })
      .optional()
      .describe('the register that shows the option bytes, and how they are programmed'),
    unit: z.strictObject({
      size: z
        .union([z.literal(1), z.literal(8), z.literal(16), z.literal(32)])
        .describe('bytes of one programming operation'),
      rewrite: z.enum(['clear-bits', 'once']),
      stores: z
        .array(z.union([z.literal(1), z.literal(2), z.literal(4)]))
        .min(1)
        .describe('widths of the stores of one unit, in ascending addresses'),
    }),
    iwdg: uint32.describe('of the IWDG registers: the loader reloads it'),
    witnesses: z
      .array(text)
      .default([])
      .describe('programs of others whose own driver burns the simulated controller'),
    sources: z.record(z.string(), z.string().min(1)).describe('the source of each fact, by field'),
  })
  .superRefine((controller, context) => {
    for (const issue of controllerIssues(controller)) context.addIssue({ code: 'custom', ...issue });
  });

export type Controller = Readonly<z.output<typeof controllerSchema>>;
