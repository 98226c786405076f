import { z } from 'zod';
import { bankIssues } from './rules.js';
import {
  bit,
  byte,
  flag,
  line,
  loader,
  name,
  openocd,
  optionBytes,
  positive,
  registerField,
  sources,
  supply,
  text,
  timing,
  title,
  uint32,
  watchdog,
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
  kind: z.literal('bytes'),
  offset: uint32.describe('of the first lock byte, from otp.base'),
  count: positive.describe('lock bytes, one for each block'),
  blockSize: positive.describe('data bytes of a block'),
  unlocked: byte.describe('what an open lock byte holds'),
  locked: byte.describe('what a set lock byte holds'),
});

/** Error correction of one write unit, and the register that reports it (write one to clear). */
const ecc = z.strictObject({
  dataBits: positive,
  checkBits: positive,
  register: uint32.describe('read after each read of OTP, and written to clear its flags'),
  detected: uint32.describe('bits that report two or more wrong bits'),
  corrected: uint32.describe('bits that report one corrected bit'),
  cache: z
    .strictObject({ register: uint32, enable: uint32 })
    .optional()
    .describe(
      'bits that enable a data cache of the flash: cleared while units are read one by one, since cached data shows no error',
    ),
});

const otpArea = z.strictObject({
  base: uint32,
  size: positive.describe('of the whole area in bytes, lock bytes included'),
  data: z
    .strictObject({ offset: uint32, size: positive })
    .describe('from otp.base; data and locks together are the whole area'),
  locks: lockBytes.optional().describe('left out where the chip has no lock bytes'),
  writeUnit: z
    .union([z.literal(1), z.literal(2), z.literal(4), z.literal(8), z.literal(16)])
    .describe('bytes of one programming operation; this version has walkers for 1 and 8'),
  erasedValue: byte,
  rewrite: z
    .enum(['clear-bits', 'once'])
    .describe('clear-bits: ones may become zeros at any time; once: a unit can be programmed only once'),
  ecc: ecc.nullable().describe('null where there is none'),
});

const identity = z.strictObject({
  idcode: uint32.describe('where DEV_ID is read; checked before every burn'),
  uid: uint32.describe('where the unique ID is read'),
  uidSize: positive.max(64),
  flashSize: uint32.describe('where the flash size in KiB is read'),
});

const readProtection = registerField.extend({
  level0: uint32.describe('what an open chip holds'),
  level2: uint32,
});
const voltageScaling = registerField.extend({
  required: uint32.describe('the range that programming needs'),
  clock: z
    .strictObject({ address: uint32, value: byte })
    .optional()
    .describe('a byte that is WRITTEN so that the register can be read: of your chip, or left out'),
});

/** A bank description of format 1. */
export const bankSchema = z
  .strictObject({
    format: z.string(),
    name,
    title,
    bankName: name.describe('in devices.xml'),
    vendor: text,
    family: name,
    controller: flashController,
    otp: otpArea,
    loader,
    timing,
    identity,
    readProtection: readProtection.optional().describe('a register field that forbids a burn'),
    voltageScaling: voltageScaling.optional().describe('a register field that forbids a burn'),
    watchdog: watchdog.optional().describe('a watchdog that option bytes can start'),
    supply,
    flash: z.strictObject({ base: uint32 }),
    openocd: openocd.optional(),
    optionBytes: optionBytes.optional(),
    lines: z.array(line).min(1).describe('devices of one die'),
    sources,
  })
  .superRefine((bank, context) => {
    for (const issue of bankIssues(bank)) context.addIssue({ code: 'custom', ...issue });
  });

export type Bank1 = Readonly<z.infer<typeof bankSchema>>;
