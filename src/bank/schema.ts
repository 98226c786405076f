import { z } from 'zod';
import { isPrintable } from '../text/printable.js';

export const bankFormat = { format: 'otpforge.bank', major: 1 } as const;

const uint32 = z.number().int().min(0).max(0xffffffff);
const positive = z.number().int().positive();
const byte = z.number().int().min(0).max(0xff);
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'use letters, digits, "_", "." and "-" only, no spaces');

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
  statusBits: z.record(z.string(), z.number().int().min(0).max(31)),
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
  timeoutMs: positive,
});

const timing = z.strictObject({
  /** Time to program one write unit, in microseconds. */
  tprogTypicalUs: z.number().positive(),
  tprogMaximumUs: z.number().positive(),
  resetClockHz: positive,
});

const identity = z.strictObject({
  idcode: uint32,
  uid: uint32,
  uidSize: positive,
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

const line = z.strictObject({
  name: text,
  core: text,
  devIds: z.array(uint32).min(1),
  /** RAM contiguous from loader.ram.base that needs no parity set-up, in KiB. */
  ramKb: positive,
  /** Device names with their flash size in KiB. */
  devices: z.record(name, positive),
  note: note.optional(),
  /** J-Link has an OTP bank of its own for these devices, which ours would replace. */
  nativeInJlink: z.boolean().optional(),
});

export const bankSchema = z
  .strictObject({
    format: z.string(),
    name,
    title: text.max(127),
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
    supply: z.strictObject({ minimumMv: positive, maximumMv: positive }),
    flash: z.strictObject({ base: uint32 }),
    lines: z.array(line).min(1),
    /** The source behind each fact, by field path. */
    sources: z.record(z.string(), z.string().min(1)),
  })
  .superRefine(checkGeometry);

export type Bank = Readonly<z.infer<typeof bankSchema>>;
export type BankLine = Bank['lines'][number];

type Issue = { path: PropertyKey[]; message: string };

function checkGeometry(bank: z.infer<typeof bankSchema>, context: z.RefinementCtx): void {
  for (const issue of geometryIssues(bank)) context.addIssue({ code: 'custom', ...issue });
}

function* geometryIssues({
  otp,
  loader: ramLoader,
  supply,
  timing: times,
}: z.infer<typeof bankSchema>): Generator<Issue> {
  const unit = otp.writeUnit;
  if (otp.base + otp.size > 0x1_0000_0000) {
    yield { path: ['otp', 'size'], message: 'the area runs past the end of the address space' };
  }
  if (otp.base % unit !== 0)
    yield { path: ['otp', 'base'], message: `must be a multiple of the write unit ${unit}` };
  if (otp.size % unit !== 0)
    yield { path: ['otp', 'size'], message: `must be a multiple of the write unit ${unit}` };
  if (otp.data.offset % unit !== 0 || otp.data.size % unit !== 0) {
    yield { path: ['otp', 'data'], message: `must consist of whole write units of ${unit} bytes` };
  }
  if (otp.data.offset + otp.data.size > otp.size) {
    yield { path: ['otp', 'data', 'size'], message: 'the data area runs past the OTP area' };
  }
  const { locks } = otp;
  if (locks) {
    if (locks.offset + locks.count > otp.size) {
      yield { path: ['otp', 'locks', 'count'], message: 'the lock bytes run past the OTP area' };
    }
    if (locks.offset < otp.data.offset + otp.data.size && otp.data.offset < locks.offset + locks.count) {
      yield { path: ['otp', 'locks', 'offset'], message: 'the lock bytes overlap the data area' };
    }
    if (locks.count * locks.blockSize !== otp.data.size) {
      yield { path: ['otp', 'locks', 'blockSize'], message: 'blocks × block size must give the data area' };
    }
    if (unit !== 1) yield { path: ['otp', 'writeUnit'], message: 'lock bytes need a write unit of 1' };
  }
  for (const key of ['pageSize', 'sectorSize'] as const) {
    const size = ramLoader[key];
    // pyOCD and probe-rs round absolute addresses down to a page.
    if (otp.base % size !== 0 || otp.size % size !== 0) {
      yield { path: ['loader', key], message: 'must divide both otp.base and otp.size' };
    }
    if (size % unit !== 0)
      yield { path: ['loader', key], message: `must be a multiple of the write unit ${unit}` };
  }
  const pageTimeUs = (ramLoader.pageSize / unit) * times.tprogMaximumUs;
  if (ramLoader.timeoutMs < 1000 || ramLoader.timeoutMs * 1000 < 10 * pageTimeUs) {
    yield {
      path: ['loader', 'timeoutMs'],
      message: 'must be at least 1000 and ten times a page at tprogMaximumUs',
    };
  }
  if (times.tprogMaximumUs < times.tprogTypicalUs) {
    yield { path: ['timing', 'tprogMaximumUs'], message: 'must not be below tprogTypicalUs' };
  }
  if (supply.maximumMv < supply.minimumMv) {
    yield { path: ['supply', 'maximumMv'], message: 'must not be below minimumMv' };
  }
}
