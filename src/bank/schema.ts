import { z } from 'zod';
import { isPrintable } from '../text/printable.js';
import { addressIssues } from './address-map.js';
import { geometryIssues } from './geometry.js';
import { lineIssues, registerIssues } from './identity-rules.js';
import { ramIssues } from './ram.js';

export const bankFormat = { format: 'otpforge.bank', major: 1 } as const;

const uint32 = z.number().int().min(0).max(0xffffffff);
const positive = z.number().int().positive();
/** An hour: more than any page takes, and less than a timer of the host can wait. */
const longestMs = 3_600_000;
const byte = z.number().int().min(0).max(0xff);
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'use letters, digits, "_", "." and "-" only, no spaces');

// A name of a C macro, after FLASH_SR_.
const flag = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'use letters, digits and "_" only');

// What people read ends up inside generated XML, YAML, Python and C, and on terminals.
const text = z.string().min(1).refine(isPrintable, 'use printable characters on one line');
const note = z
  .string()
  .refine((lines) => lines.split('\n').every(isPrintable), 'use printable characters and line breaks only');

const flashController = z.strictObject({
  name: name.describe('firmware/controllers/<name>.h, and the simulated controller'),
  base: uint32.describe('of the FLASH registers'),
  statusOffset: uint32.describe('of FLASH_SR, as in the controller file'),
  statusBits: z
    .record(flag, z.number().int().min(0).max(31))
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
const devId = uint32.max(0xfff, 'is more than DEV_ID, bits 11:0 of IDCODE, can hold');

const timing = z.strictObject({
  tprogTypicalUs: z.number().positive().describe('to program one write unit: the simulated BSY'),
  tprogMaximumUs: z.number().positive().max(1_000_000).describe('decides time limits'),
  resetClockHz: positive,
});

const identity = z.strictObject({
  idcode: uint32.describe('where DEV_ID is read; checked before every burn'),
  uid: uint32.describe('where the unique ID is read'),
  uidSize: positive.max(64),
  flashSize: uint32.describe('where the flash size in KiB is read'),
});

/** A field of a 32-bit register, and what it must or must not hold. */
const registerField = z.strictObject({
  register: uint32,
  shift: z.number().int().min(0).max(31),
  mask: uint32.describe('after the shift'),
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

/** A watchdog that an option bit of 0 starts at reset, and what holds it while the core is halted. */
const watchdog = z.strictObject({
  option: z
    .strictObject({ register: uint32, bit: z.number().int().min(0).max(31) })
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

const line = z.strictObject({
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

// FlashDevice holds 128 bytes with the NUL at the end.
const title = text
  .max(127)
  .refine((words) => Buffer.byteLength(words) <= 127, 'use at most 127 bytes of UTF-8');

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
    supply: z.strictObject({ minimumMv: positive, maximumMv: positive }).describe('limits of VTref'),
    flash: z.strictObject({ base: uint32 }),
    openocd: z
      .strictObject({
        target: z
          .string()
          .regex(
            /^target\/[A-Za-z0-9][A-Za-z0-9_-]*\.cfg$/,
            'name one of OpenOCD’s scripts, target/<family>.cfg',
          ),
      })
      .optional()
      .describe('OpenOCD’s own script for the family, not a file of the project: that would be run'),
    optionBytes: z
      .array(z.strictObject({ base: uint32, size: positive }))
      .optional()
      .describe('where they are: an image for them is refused by that name'),
    lines: z.array(line).min(1).describe('devices of one die'),
    sources: z
      .record(z.string(), z.string().min(1))
      .describe('the source of each fact, by field; shipped banks have one for each'),
  })
  .superRefine(checkGeometry);

export type Bank = Readonly<z.infer<typeof bankSchema>>;
export type BankLine = Bank['lines'][number];

function checkGeometry(bank: z.infer<typeof bankSchema>, context: z.RefinementCtx): void {
  const issues = [
    ...geometryIssues(bank),
    ...registerIssues(bank),
    ...addressIssues(bank),
    ...lineIssues(bank),
    ...ramIssues(bank),
  ];
  for (const issue of issues) context.addIssue({ code: 'custom', ...issue });
}
