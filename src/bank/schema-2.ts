import { z } from 'zod';
import {
  bit,
  byte,
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

const registerBit = z.strictObject({ register: uint32, bit });

const eccRegister = z.strictObject({
  register: z.string().describe('a register of the controller'),
  detected: uint32.describe('bits that report two or more wrong bits'),
  corrected: uint32.describe('bits that report one corrected bit'),
  system: bit.optional().describe('the bit that shows an error in the system area, OTP included'),
});

/** Error correction of one write unit, and the registers that report it (write one to clear). */
const ecc = z.strictObject({
  dataBits: positive,
  checkBits: positive,
  registers: z
    .array(eccRegister)
    .min(1)
    .describe('read after each read of OTP, and written to clear their flags'),
});

const writeUnit = z.strictObject({
  size: z
    .union([z.literal(1), z.literal(8), z.literal(16), z.literal(32)])
    .describe('bytes of one programming operation, as in the controller'),
  rewrite: z
    .enum(['clear-bits', 'once'])
    .describe('clear-bits: ones may become zeros at any time; once: a unit can be programmed only once'),
  ecc: ecc.nullable().describe('null where there is none'),
});

const locks = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bytes'),
    offset: uint32.describe('of the first lock byte, from otp.base'),
    count: positive.describe('lock bytes, one for each block'),
    blockSize: z.union([z.literal(32), z.literal(64)]).describe('data bytes of a block'),
  }),
  z.strictObject({ kind: z.literal('register') }).describe('not built yet'),
]);

const otpArea = z.strictObject({
  base: uint32,
  size: positive.describe('of the whole area in bytes, lock bytes included'),
  data: z
    .strictObject({ offset: uint32, size: positive })
    .describe('from otp.base; data and locks together are the whole area'),
  locks: locks.optional().describe('left out where the chip has none'),
  writeUnit,
});

const identity = z.strictObject({
  idcode: uint32.describe('where DEV_ID is read; checked before every burn'),
  dbgmcuClock: registerBit
    .optional()
    .describe('set while IDCODE reads 0 or the watchdog is held, and put back: the clock of DBGMCU'),
  uid: uint32.describe('where the unique ID is read'),
  uidSize: positive.max(64),
  flashSize: uint32.describe('where the flash size in KiB is read'),
  flashSizeMask: uint32.optional().describe('bits of it that count; 0xFFFF unless given'),
});

const answer = z.enum(['yes', 'no', 'unknown']);

/** What a debugger may do with OTP at one level of read protection. */
export const protectionLevel = z.strictObject({
  level: z.number().min(0).max(3),
  values: z.array(uint32).optional().describe('what the field holds; left out: every other value'),
  read: answer.describe('whether a debugger reads OTP'),
  program: answer.describe('whether a debugger programs OTP; unknown is refused'),
});

const readProtection = registerField.extend({
  levels: z.array(protectionLevel).min(2),
});

/** A field of a register that must hold one of some values before the first bit is burnt. */
export const preconditionSchema = registerField.extend({
  code: z
    .enum(['VOLTAGE_SCALING', 'PRECONDITION'])
    .default('PRECONDITION')
    .describe('the code of the refusal'),
  name: text.describe('what the field is'),
  required: z.array(uint32).min(1).describe('values with which programming is allowed'),
  clock: z
    .strictObject({ address: uint32, value: byte })
    .optional()
    .describe('a byte that is WRITTEN so that the register can be read: of your chip, or left out'),
  remedy: text.describe('what to do when it holds another value'),
});

/** Pages or sectors of the main flash in erase order, and whether two banks share them. */
const mainFlash = z.strictObject({
  sectors: z.array(positive).min(1).describe('sizes in bytes from the start of a bank; the last one repeats'),
  dualBank: z
    .union([z.boolean(), z.array(positive)])
    .describe('whether there are two banks; a list names the flash sizes in KiB that have them'),
});

/**
 * What a chip of the line has that its interface alone does not show: a flag of an empty main flash that decides what
 * boots; option bytes that make one bank of two, with larger sectors.
 */
export const quirks = ['empty-flag', 'bank-option'] as const;

const line2 = line.extend({
  identity: identity.partial().optional().describe('where the line differs from the bank'),
  watchdog: watchdog.partial().optional(),
  mainFlash: mainFlash.optional(),
  cpuid: uint32.optional(),
  eccRegisters: z.array(eccRegister).min(1).optional(),
  quirks: z.array(z.enum(quirks)).optional(),
});

const peripherals = z.strictObject({
  iwdg: uint32,
  rcc: uint32,
  pwr: uint32,
  pwrClock: registerBit.optional().describe('what clocks PWR; left out where nothing does'),
});

const debugPort = z.strictObject({
  tap: uint32.optional().describe('IDCODE of the TAP of the JTAG-DP; left out where the chip has no JTAG'),
  dpidr: uint32.describe('DPIDR of the SW-DP'),
  apIdr: uint32.describe('IDR of the AHB-AP'),
});

/** A bank description of format 2: the flash interface is described once, in controllers/<controller>.yaml. */
export const bank2Schema = z.strictObject({
  format: z.string(),
  name,
  title,
  bankName: name.describe('in devices.xml'),
  vendor: text,
  family: name,
  controller: name.describe('controllers/<name>.yaml'),
  otp: otpArea.optional().describe('left out where the chip has none'),
  loader,
  timing,
  identity,
  cpuid: uint32.optional().describe('CPUID, for the simulated chip'),
  readProtection: readProtection.optional(),
  preconditions: z.array(preconditionSchema).optional(),
  watchdog: watchdog.optional().describe('a watchdog that option bytes can start'),
  peripherals: peripherals.optional().describe('for the simulated chip'),
  debugPort: debugPort.optional().describe('for the simulated chip'),
  supply,
  flash: z.strictObject({ base: uint32 }),
  openocd: openocd.optional(),
  optionBytes: optionBytes.optional(),
  lines: z.array(line2).min(1).describe('devices of one die'),
  sources,
});

export type Bank2 = Readonly<z.output<typeof bank2Schema>>;
export type Bank2Line = Bank2['lines'][number];
