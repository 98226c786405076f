import type { ChipPeripherals, MainFlash, RegisterBit } from '../../bank/index.js';
import type { CoreParts } from '../peripherals/core-parts.js';
import type { DebugApbFacts } from '../peripherals/debug-apb.js';

/** What a family does that its descriptions leave out, from its reference manual. */
interface FamilyFacts {
  /** The name by which banks and controllers know it. */
  readonly name: string;
  /** FLASH_ACR: what it holds after a reset, and which bits can be written. */
  readonly acr: { readonly reset: number; readonly writable: number };
  /** The data cache: bytes of a line, and lines. Undefined where there is none. */
  readonly cache: { readonly lineSize: number; readonly lines: number } | undefined;
  /** The register that shows the option bytes. */
  readonly options: {
    /** Of a chip from the factory. */
    readonly reset: number;
    /** Where RDP and the watchdog's bit are, for a bank that leaves them out. */
    readonly rdpShift: number;
    readonly watchdogBit: number;
    /** RDP of level 1 as ST's tools set it; 0x55 where this is left out. */
    readonly levelOne?: number;
    /** Of lines whose option bytes choose one bank or two, with the sectors that nWRP can protect there. */
    readonly withBankOption?: { readonly reset: number; readonly protectable: number };
    /** Other registers of option bytes, by their offset. */
    readonly others?: ReadonlyMap<number, number>;
  };
  /** Typical times of one sector or page, and of a bank or the whole chip. */
  readonly eraseUs: { readonly sector: number; readonly all: number };
  /** Fields of the controller's control register that are reserved here. */
  readonly reservedControl: readonly string[];
  /** Where the main flash is a second time, and the reset vector with it. */
  readonly bootBase: number;
  /** Where ST's boot loader is; 0x1FFF0000 where this is left out. */
  readonly systemMemory?: number;
  /** ROM tables where they are not those of every line with this core. */
  readonly romTables?: CoreParts['romTables'];
  /** The access port of the system's debug parts, which repeats DBGMCU. */
  readonly debugApb?: DebugApbFacts;
  /** The registers of ICACHE, which holds what the core and a debugger read of the code region. */
  readonly instructionCache?: number;
  readonly rccReset: ReadonlyMap<number, number>;
  readonly pwrReset: ReadonlyMap<number, number>;
  /** For what a description of format 1 cannot say. */
  readonly assumed: {
    readonly cpuid: number;
    readonly peripherals: ChipPeripherals;
    readonly mainFlash: MainFlash;
    readonly dbgmcuClock?: RegisterBit;
  };
}

/** Bits clear at any time, at any width up to PSIZE's. */
export interface BitsFamily extends FamilyFacts {
  readonly rewrite: 'clear-bits';
  readonly unitSize: 1;
  /** The flag of a write that CR does not allow. */
  readonly sequenceFlag: 'PGSERR' | 'ERSERR';
  /** The supply that each PSIZE needs. */
  readonly psizeMv: readonly number[];
  /** Sectors that nWRP can protect. */
  readonly protectable: number;
}

/** Double words or quad-words, each programmed once. */
export interface OnceFamily extends FamilyFacts {
  readonly rewrite: 'once';
  readonly unitSize: 8 | 16;
  /** Where the flag of an empty main flash is: toggled by a one in SR on lines that have it, or a bit of ACR on all. */
  readonly emptyFlag:
    | { readonly register: 'SR'; readonly flag: 'PEMPTY' }
    | { readonly register: 'ACR'; readonly bit: number }
    | undefined;
  /** Where range 1 of PWR_CR1.VOS is needed to program. */
  readonly needsRangeOne: boolean;
  /** Whether a debugger reads OTP at read protection level 1. */
  readonly otpOpenAtLevel1: boolean;
  /** ADDR_ECC of the ECC register for an offset, and the bit of the system area, for a description of format 1. */
  readonly ecc: { readonly addressOf: (offset: number) => number; readonly systemBit: number };
}

/** Words of 256 bits with ECC in banks with registers of their own, programmed once between two erases. */
export interface WordFamily extends FamilyFacts {
  readonly rewrite: 'once';
  readonly unitSize: 32;
  /** Of the flash interface, which is modelled by itself: no description is read for it. */
  readonly registers: number;
}

export type ChipFamily = BitsFamily | OnceFamily | WordFamily;
