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
  /** Names firmware/controllers/<name>.h and the simulated controller. */
  name,
  /** FLASH register block. */
  base: uint32,
  /** Offset of FLASH_SR. */
  statusOffset: uint32,
  /** Status flags by the reference manual's names, as bit numbers of FLASH_SR. */
  statusBits: z.record(flag, z.number().int().min(0).max(31)),
});

/** One byte per block: 0xFF open, 0x00 locked, anything else is damage (RM0090 §3.8). */
const lockBytes = z.strictObject({
  kind: z.literal('bytes'),
  offset: uint32,
  count: positive,
  blockSize: positive,
  unlocked: byte,
  locked: byte,
});

/** Error correction of one write unit, and the register that tells of it (write one to clear). */
const ecc = z.strictObject({
  dataBits: positive,
  checkBits: positive,
  register: uint32,
  /** Bits that say: two or more wrong bits, and one wrong bit that was corrected. */
  detected: uint32,
  corrected: uint32,
  /** Bits of a register that switch on a data cache, which hides errors of what it holds: off while units are told apart. */
  cache: z.strictObject({ register: uint32, enable: uint32 }).optional(),
});

const otpArea = z.strictObject({
  base: uint32,
  /** Whole area in bytes, lock bytes included. */
  size: positive,
  data: z.strictObject({ offset: uint32, size: positive }),
  locks: lockBytes.optional(),
  /** Bytes that the controller programs at once. */
  writeUnit: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8), z.literal(16)]),
  erasedValue: byte,
  /** clear-bits: 1→0 at any time; once: a unit takes one programming operation for ever. */
  rewrite: z.enum(['clear-bits', 'once']),
  ecc: ecc.nullable(),
});

const loader = z.strictObject({
  /** RAM that the loader, its job and its data may use on every line of the bank. */
  ram: z.strictObject({ base: uint32, size: positive }),
  pageSize: positive,
  sectorSize: positive,
  timeoutMs: positive.max(longestMs),
});

// Bits 11:0 of DBGMCU_IDCODE (RM0090 §38.6.1); the other half is REV_ID.
const devId = uint32.max(0xfff, 'is more than DEV_ID, bits 11:0 of IDCODE, can hold');

const timing = z.strictObject({
  /** Time to program one write unit, in microseconds. */
  tprogTypicalUs: z.number().positive(),
  tprogMaximumUs: z.number().positive().max(1_000_000),
  resetClockHz: positive,
});

const identity = z.strictObject({
  idcode: uint32,
  uid: uint32,
  uidSize: positive.max(64),
  flashSize: uint32,
});

/** A field of a 32-bit register, and what it must or must not hold. */
const registerField = z.strictObject({
  register: uint32,
  shift: z.number().int().min(0).max(31),
  mask: uint32,
});
const readProtection = registerField.extend({ level0: uint32, level2: uint32 });
const voltageScaling = registerField.extend({
  required: uint32,
  /** A byte that gives the register its clock: without it the register reads zero. */
  clock: z.strictObject({ address: uint32, value: byte }).optional(),
});

/** A watchdog that an option bit of 0 starts at reset, and what holds it while the core is halted. */
const watchdog = z.strictObject({
  option: z.strictObject({ register: uint32, bit: z.number().int().min(0).max(31) }),
  freeze: z.strictObject({ register: uint32, value: uint32 }),
});

/** One memory of a line; `alias` is a second place where the same bytes answer. */
const ramRegion = z.strictObject({
  name,
  base: uint32,
  size: positive,
  /** Whether code can run from it: the CCM of an STM32F4 is on the D-bus alone (RM0090 §2.3.1). */
  executable: z.boolean(),
  alias: uint32.optional(),
});

const line = z.strictObject({
  name: text,
  core: text,
  devIds: z.array(devId).min(1),
  /** RAM contiguous from loader.ram.base that needs no parity set-up, in KiB. */
  ramKb: positive,
  /** Every RAM of the line, for the simulated chip and as a check of loader.ram; else ramKb KiB at 0x20000000. */
  ram: z.array(ramRegion).min(1).optional(),
  /** Device names with their flash size in KiB. */
  devices: z.record(name, positive),
  note: note.optional(),
  /** J-Link has an OTP bank of its own for these devices, which ours would replace. */
  nativeInJlink: z.boolean().optional(),
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
    /** The bank's name in devices.xml. */
    bankName: name,
    vendor: text,
    family: name,
    controller: flashController,
    otp: otpArea,
    loader,
    timing,
    identity,
    readProtection: readProtection.optional(),
    voltageScaling: voltageScaling.optional(),
    watchdog: watchdog.optional(),
    supply: z.strictObject({ minimumMv: positive, maximumMv: positive }),
    flash: z.strictObject({ base: uint32 }),
    /** OpenOCD's own script for the family. A project's bank cannot name a file of the project: it would be run. */
    openocd: z
      .strictObject({
        target: z
          .string()
          .regex(
            /^target\/[A-Za-z0-9][A-Za-z0-9_-]*\.cfg$/,
            'name one of OpenOCD’s scripts, target/<family>.cfg',
          ),
      })
      .optional(),
    /** Where the option bytes of the bank's lines are: an image for them is refused by that name. */
    optionBytes: z.array(z.strictObject({ base: uint32, size: positive })).optional(),
    lines: z.array(line).min(1),
    /** The source behind each fact, by field path. */
    sources: z.record(z.string(), z.string().min(1)),
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
