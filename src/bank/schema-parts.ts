import { z } from 'zod';
import { isPrintable } from '../text/printable.js';

export const uint32 = z.number().int().min(0).max(0xffffffff);
export const positive = z.number().int().positive();
export const byte = z.number().int().min(0).max(0xff);
export const bit = z.number().int().min(0).max(31);
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'use letters, digits, "_", "." and "-" only, no spaces');

// A name of a C macro, after FLASH_SR_.
export const flag = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'use letters, digits and "_" only');

// What people read ends up inside generated XML, YAML, Python and C, and on terminals.
export const text = z.string().min(1).refine(isPrintable, 'use printable characters on one line');
export const note = z
  .string()
  .refine((lines) => lines.split('\n').every(isPrintable), 'use printable characters and line breaks only');

// FlashDevice holds 128 bytes with the NUL at the end.
const title = text
  .max(127)
  .refine((words) => Buffer.byteLength(words) <= 127, 'use at most 127 bytes of UTF-8');

/** An hour: more than any page takes, and less than a timer of the host can wait. */
const longestMs = 3_600_000;

const loader = z.strictObject({
  ram: z
    .strictObject({ base: uint32, size: positive })
    .describe(
      'RAM for loader, job and data, executable on every line of the bank: multiples of 8, and at least otp.size and 1 KiB',
    ),
  pageSize: positive.describe('for other hosts; divides otp.base and otp.size'),
  sectorSize: positive.describe('for other hosts; divides otp.base and otp.size'),
  timeoutMs: positive
    .max(longestMs)
    .describe('for other hosts: at least 1000, and ten times what a page takes'),
});

// Bits 11:0 of DBGMCU_IDCODE (RM0090 §38.6.1); the other half is REV_ID.
export const devId = uint32.max(0xfff, 'is more than DEV_ID, bits 11:0 of IDCODE, can hold');

const timing = z.strictObject({
  tprogTypicalUs: z.number().positive().describe('to program one write unit: the simulated BSY'),
  tprogMaximumUs: z.number().positive().max(1_000_000).describe('decides time limits'),
  resetClockHz: positive,
});

/** A field of a 32-bit register, and what it must or must not hold. */
export const registerField = z.strictObject({
  register: uint32,
  shift: bit,
  mask: uint32.describe('after the shift'),
});

/** A watchdog that an option bit of 0 starts at reset, and what holds it while the core is halted. */
export const watchdog = z.strictObject({
  option: z
    .strictObject({ register: uint32, bit })
    .describe('the option bit that starts it at reset when it is 0'),
  freeze: z
    .strictObject({ register: uint32, value: uint32 })
    .describe('the debug register that is WRITTEN on such a chip to hold it while the core is halted'),
});

/** One memory of a line; `alias` is a second place where the same bytes answer. */
const ramRegion = z.strictObject({
  name,
  base: uint32,
  size: positive,
  // RM0090 §2.3.1.
  executable: z.boolean().describe('whether code can run from it: not from the CCM of an STM32F4'),
  alias: uint32.optional().describe('a second address of the same bytes'),
});

export const line = z.strictObject({
  name: text,
  core: text,
  devIds: z.array(devId).min(1).describe('bits 11:0 of IDCODE'),
  ramKb: positive.describe('KiB contiguous from loader.ram.base without parity set-up, which exports name'),
  ram: z
    .array(ramRegion)
    .min(1)
    .optional()
    .describe('every RAM of the line, which the simulated chip has; without it ramKb at 0x20000000'),
  devices: z.record(name, positive).describe('names with their flash in KiB'),
  note: note.optional().describe('human-readable'),
  nativeInJlink: z
    .boolean()
    .optional()
    .describe('J-Link has an OTP bank for these devices: install --skip-native leaves them out'),
});

export const supply = z
  .strictObject({ minimumMv: positive, maximumMv: positive })
  .describe('limits of VTref');

const openocd = z
  .strictObject({
    target: z
      .string()
      .regex(
        /^target\/[A-Za-z0-9][A-Za-z0-9_-]*\.cfg$/,
        'name one of OpenOCD’s scripts, target/<family>.cfg',
      ),
  })
  .describe('OpenOCD’s own script for the family, not a file of the project: that would be run');

const optionBytes = z
  .array(z.strictObject({ base: uint32, size: positive }))
  .describe('where they are: an image for them is refused by that name');

const sources = z
  .record(z.string(), z.string().min(1))
  .describe('the source of each fact, by field; shipped banks have one for each');

/** What a description of any format has. */
export const bankFields = {
  vendor: text,
  family: name,
  loader,
  timing,
  watchdog: watchdog.optional().describe('a watchdog that option bytes can start'),
  supply,
  flash: z.strictObject({ base: uint32 }),
  openocd: openocd.optional(),
  optionBytes: optionBytes.optional(),
  sources,
};

/** How a bank is called. */
export const bankNames = {
  format: z.string(),
  name,
  title,
  bankName: name.describe('in devices.xml'),
};

/** Where OTP is. */
export const areaFields = {
  base: uint32,
  size: positive.describe('of the whole area in bytes, lock bytes included'),
  data: z
    .strictObject({ offset: uint32, size: positive })
    .describe('from otp.base; data and locks together are the whole area'),
};

/** One lock byte for each block. */
export const lockFields = {
  kind: z.literal('bytes'),
  offset: uint32.describe('of the first lock byte, from otp.base'),
  count: positive.describe('lock bytes, one for each block'),
};

export const rewrite = z
  .enum(['clear-bits', 'once'])
  .describe('clear-bits: ones may become zeros at any time; once: a unit can be programmed only once');

/** Bits of a register that reports ECC errors. */
export const eccBits = {
  detected: uint32.describe('bits that report two or more wrong bits'),
  corrected: uint32.describe('bits that report one corrected bit'),
};

/** Where a chip says which one it is. */
export const identityFields = {
  idcode: uint32.describe('where DEV_ID is read; checked before every burn'),
  uid: uint32.describe('where the unique ID is read'),
  uidSize: positive.max(64),
  flashSize: uint32.describe('where the flash size in KiB is read'),
};

/** A byte that makes a register readable. */
export const fieldClock = z
  .strictObject({ address: uint32, value: byte })
  .optional()
  .describe('a byte that is WRITTEN so that the register can be read: of your chip, or left out');
