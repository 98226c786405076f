import { z } from 'zod';
import {
  areaFields,
  bankFields,
  bankNames,
  bit,
  eccBits,
  fieldClock,
  identityFields,
  line,
  lockFields,
  name,
  positive,
  registerField,
  rewrite,
  supply,
  text,
  uint32,
  watchdog,
} from './schema-parts.js';

const registerBit = z.strictObject({ register: uint32, bit });

const eccRegister = z.strictObject({
  register: z.string().describe('a register of the controller'),
  clear: z
    .string()
    .optional()
    .describe('the register that clears its flags by ones; the register itself where this is left out'),
  ...eccBits,
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
  rewrite,
  ecc: ecc.nullable().describe('null where there is none'),
});

const locks = z.discriminatedUnion('kind', [
  z.strictObject({
    ...lockFields,
    blockSize: z.union([z.literal(32), z.literal(64)]).describe('data bytes of a block'),
  }),
  z.strictObject({ kind: z.literal('register') }).describe('not built yet'),
]);

const otpArea = z.strictObject({
  ...areaFields,
  locks: locks.optional().describe('left out where the chip has none'),
  writeUnit,
});

/** A sector of the main flash that is kept for an identity: nothing but `sector erase` takes it back. */
const reservedSector = z.strictObject({
  base: uint32,
  size: positive.describe('of one sector: nothing smaller can be erased'),
  flashBank: z.union([z.literal(1), z.literal(2)]).describe('whose registers program it'),
  number: z.number().int().min(0).describe('of the sector in its flash bank: SNB, and the bit of WPSN'),
  writeUnit,
});

const identity = z.strictObject({
  ...identityFields,
  dbgmcuClock: registerBit
    .optional()
    .describe('set while IDCODE reads 0 or the watchdog is held, and put back: the clock of DBGMCU'),
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

/** The field that read protection shows in, and its levels. */
export const readProtection = registerField.extend({
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
  clock: fieldClock,
  for: z
    .literal('burn')
    .optional()
    .describe('where it matters to a burn alone, and not to a run that leaves the area as it is'),
  remedy: text.describe('what to do when it holds another value'),
});

const place = z.strictObject({ shift: bit, mask: uint32.describe('after the shift') });

/** An area of the main flash that option bytes protect, PCROP or secure; none where the start is above the end. */
export const protectedAreaSchema = z.strictObject({
  name: text.describe('what protects it'),
  register: uint32,
  base: uint32.describe('address of the flash bank that the register counts from'),
  unit: positive.describe('bytes that start and end count in'),
  start: place,
  end: place.describe('the last unit of the area'),
  remedy: text.describe('what to do when it touches the reserved sector'),
});

/** Pages or sectors of the main flash in erase order, and whether two banks share them. */
const mainFlash = z.strictObject({
  sectors: z.array(positive).min(1).describe('sizes in bytes from the start of a bank; the last one repeats'),
  dualBank: z
    .union([z.boolean(), z.array(positive)])
    .describe('whether there are two banks; a list names the flash sizes in KiB that have them'),
  bankStride: positive
    .optional()
    .describe('bytes from the first bank to the second one, where that is not half of the flash'),
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
  alsoDevIdOf: z
    .array(name)
    .min(1)
    .optional()
    .describe(
      'lines with the same DEV_ID that no register tells from it, and that this bank is not for: the user names the chip',
    ),
  cpuid: uint32.optional(),
  eccRegisters: z.array(eccRegister).min(1).optional(),
  supply: supply.partial().optional(),
  quirks: z.array(z.enum(quirks)).optional(),
  witnesses: z
    .array(text)
    .optional()
    .describe('those of the controller that know the line; all of them where this is left out'),
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
  ...bankNames,
  ...bankFields,
  controller: name.describe('controllers/<name>.yaml'),
  otp: otpArea.optional().describe('left out where the chip has none'),
  sector: reservedSector.optional().describe('a sector of the main flash in place of OTP'),
  identity,
  cpuid: uint32.optional().describe('CPUID, for the simulated chip'),
  readProtection: readProtection.optional(),
  preconditions: z.array(preconditionSchema).optional(),
  protectedAreas: z
    .array(protectedAreaSchema)
    .optional()
    .describe('areas that must not touch the reserved sector'),
  peripherals: peripherals.optional().describe('for the simulated chip'),
  debugPort: debugPort.optional().describe('for the simulated chip'),
  lines: z.array(line2).min(1).describe('devices of one die'),
});

export type Bank2 = Readonly<z.output<typeof bank2Schema>>;
export type Bank2Line = Bank2['lines'][number];
