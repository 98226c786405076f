import type { z } from 'zod';
import type { Controller } from '../controller/index.js';
import type { Bank1 } from './schema.js';
import type {
  Bank2Line,
  preconditionSchema,
  protectedAreaSchema,
  protectionLevel,
  readProtection,
} from './schema-2.js';

/** A field of a register that must hold one of some values before the first bit is burnt. */
export type Precondition = Readonly<z.output<typeof preconditionSchema>>;

/** An area of the main flash that option bytes may protect. */
export type ProtectedArea = Readonly<z.output<typeof protectedAreaSchema>>;

/** What one level of read protection leaves possible. */
export type ProtectionLevel = Readonly<z.output<typeof protectionLevel>>;

/** The register field that shows a chip's level of read protection, and what each level allows. */
export type ProtectionField = Readonly<z.output<typeof readProtection>>;

/** What differs from chip to chip of one flash interface; a line's own facts replace those of its bank. */
export type ChipFactsOfLine = Pick<
  Bank2Line,
  | 'identity'
  | 'watchdog'
  | 'mainFlash'
  | 'alsoDevIdOf'
  | 'cpuid'
  | 'eccRegisters'
  | 'supply'
  | 'quirks'
  | 'witnesses'
>;

export type BankLine = Bank1['lines'][number] & ChipFactsOfLine;

/** Error correction of one write unit. */
export type BankEcc = Pick<NonNullable<Bank1['otp']['ecc']>, 'dataBits' | 'checkBits' | 'cache'> & {
  /** Each register that reports it: a chip with two banks may have two, and OTP may show in either. */
  readonly registers: readonly EccRegister[];
};

export interface EccRegister {
  readonly register: number;
  /** Where its flags are cleared; the register itself without it. */
  readonly clear?: number | undefined;
  readonly detected: number;
  readonly corrected: number;
  /** The bit that shows an error of the system area, OTP included. */
  readonly system?: number | undefined;
}

/** Which sector of the main flash a bank's write-once area is. */
export interface ReservedSector {
  readonly flashBank: 1 | 2;
  /** In its flash bank: SNB, and the bit of WPSN. */
  readonly number: number;
}

/** Where DBGMCU gets its clock: it reads zero, or ignores what is written, as long as the bit is 0. */
export interface RegisterBit {
  readonly register: number;
  readonly bit: number;
}

/** What a chip's debug port says of itself (ADIv5 B2.2, B3.3, C2.6). */
export interface DebugPortIds {
  /** IDCODE of the JTAG-DP's TAP; undefined where the chip has no JTAG. */
  readonly tap?: number | undefined;
  readonly dpidr: number;
  readonly apIdr: number;
}

/** Registers of a chip beside its flash interface, for the simulated chip. */
export interface ChipPeripherals {
  readonly iwdg: number;
  readonly rcc: number;
  readonly pwr: number;
  /** What clocks PWR; without it PWR always answers. */
  readonly pwrClock?: RegisterBit | undefined;
}

/**
 * A bank as the code uses it, whichever format describes it. A description of format 2 has its controller's facts in
 * it; one of format 1 has them where the package's controller of that name fits.
 */
export interface Bank
  extends Omit<Bank1, 'lines' | 'otp' | 'identity' | 'readProtection' | 'voltageScaling'> {
  /** The write-once area: OTP, or the reserved sector where `sector` is there. */
  readonly otp: Omit<Bank1['otp'], 'ecc' | 'writeUnit'> & {
    readonly writeUnit: Bank1['otp']['writeUnit'] | 32;
    readonly ecc: BankEcc | null;
  };
  readonly sector?: ReservedSector | undefined;
  readonly identity: Bank1['identity'] & {
    /** Bits of the word at flashSize that count; 0xFFFF without it. */
    readonly flashSizeMask?: number | undefined;
    readonly dbgmcuClock?: RegisterBit | undefined;
  };
  readonly lines: readonly BankLine[];
  /** The description of the flash interface. */
  readonly flashInterface?: Controller | undefined;
  /** The file that describes it, where that is not the package's. */
  readonly controllerFile?: { readonly file: string; readonly sha256: string } | undefined;
  /** The fields that must hold before the first bit is burnt. */
  readonly preconditions: readonly Precondition[];
  /** Areas that must not touch the reserved sector. */
  readonly protectedAreas?: readonly ProtectedArea[] | undefined;
  readonly readProtection?: ProtectionField | undefined;
  readonly peripherals?: ChipPeripherals | undefined;
  readonly debugPort?: DebugPortIds | undefined;
  readonly cpuid?: number | undefined;
  /** Of a line that not every witness of the controller knows. */
  readonly witnesses?: readonly string[] | undefined;
}

/** What a layout needs to know of a bank: fuses, which no loader burns, have no more. */
export type OtpBank = Pick<Bank, 'name' | 'otp' | 'sector'> &
  Partial<Pick<Bank, 'loader'>> & {
    /** The STM32MP1 whose fuses these are. */
    readonly fuses?: string;
  };
