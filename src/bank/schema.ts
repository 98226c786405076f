import { z } from 'zod';
import {
  areaFields,
  bankFields,
  bankNames,
  bit,
  byte,
  eccBits,
  fieldClock,
  flag,
  identityFields,
  line,
  lockFields,
  name,
  positive,
  registerField,
  rewrite,
  uint32,
} from './schema-parts.js';

/** The newest format of a bank description. */
export const bankFormat = { format: 'otpforge.bank', major: 2 } as const;

const flashController = z.strictObject({
  name: name.describe('controllers/<name>.yaml, or a C header of your own, <name>.h'),
  base: uint32.describe('of the FLASH registers'),
  statusOffset: uint32.describe('of FLASH_SR, as in the controller file'),
  statusBits: z
    .record(flag, bit)
    .describe('flags by the names of the reference manual and bits of FLASH_SR, for messages'),
});

/** One byte per block: 0xFF open, 0x00 locked, anything else is damage (RM0090 §3.8). */
const lockBytes = z.strictObject({
  ...lockFields,
  blockSize: positive.describe('data bytes of a block'),
  unlocked: byte.describe('what an open lock byte holds'),
  locked: byte.describe('what a set lock byte holds'),
});

/** Error correction of one write unit, and the register that reports it (write one to clear). */
const ecc = z.strictObject({
  dataBits: positive,
  checkBits: positive,
  register: uint32.describe('read after each read of OTP, and written to clear its flags'),
  ...eccBits,
  cache: z
    .strictObject({ register: uint32, enable: uint32 })
    .optional()
    .describe(
      'bits that enable a data cache of the flash: cleared while units are read one by one, since cached data shows no error',
    ),
});

const otpArea = z.strictObject({
  ...areaFields,
  locks: lockBytes.optional().describe('left out where the chip has no lock bytes'),
  writeUnit: z
    .union([z.literal(1), z.literal(2), z.literal(4), z.literal(8), z.literal(16)])
    .describe('bytes of one programming operation; this version has walkers for 1 and 8'),
  erasedValue: byte,
  rewrite,
  ecc: ecc.nullable().describe('null where there is none'),
});

const readProtection = registerField.extend({
  level0: uint32.describe('what an open chip holds'),
  level2: uint32,
});
const voltageScaling = registerField.extend({
  required: uint32.describe('the range that programming needs'),
  clock: fieldClock,
});

/** A bank description of format 1. */
export const bankSchema = z.strictObject({
  ...bankNames,
  ...bankFields,
  controller: flashController,
  otp: otpArea,
  identity: z.strictObject(identityFields),
  readProtection: readProtection.optional().describe('a register field that forbids a burn'),
  voltageScaling: voltageScaling.optional().describe('a register field that forbids a burn'),
  lines: z.array(line).min(1).describe('devices of one die'),
});

export type Bank1 = Readonly<z.infer<typeof bankSchema>>;
