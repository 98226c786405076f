/** The banks whose loaders are put to the test. */
export type BankName =
  | 'stm32c0-otp'
  | 'stm32f2-otp'
  | 'stm32f4-otp'
  | 'stm32f72x-otp'
  | 'stm32f74x-otp'
  | 'stm32f76x-otp'
  | 'stm32g0-otp'
  | 'stm32g4-otp'
  | 'stm32h72x-e-sector'
  | 'stm32h72x-g-sector'
  | 'stm32h74x-g-sector'
  | 'stm32h74x-i-sector'
  | 'stm32l4-otp'
  | 'stm32l5-otp'
  | 'stm32u0-otp'
  | 'stm32u5-otp';

/** What the bench makes of the chip before the loader runs. */
export interface Preset {
  /** Contents of the whole OTP area, lock bytes included. */
  readonly otp: Uint8Array;
  /** FLASH_SR as earlier debugger accesses left it. */
  readonly flags: number;
  readonly acr: number;
  /** The host or the firmware left LOCK at 0. */
  readonly unlocked: boolean;
  /** KEYR takes no key: LOCK stays set whatever is written. */
  readonly deaf: boolean;
  /** L4: the main flash is blank, FLASH_SR.PEMPTY is 1. */
  readonly pempty: boolean;
  /** Bits of `mask` stay 1 whatever is programmed. */
  readonly stuck: readonly { readonly address: number; readonly mask: number }[];
  /** Write units that were programmed with all ones: they read blank and refuse forever. */
  readonly spent: readonly number[];
  /** Write units with a double ECC error: reading one is an NMI. */
  readonly damaged: readonly number[];
  /** The first word of this unit was written before, and waits for its second. */
  readonly half: number | undefined;
  /** G0: how long CFGBSY still stands after BSY1 has fallen, in cycles or instructions. */
  readonly latePending: number;
}

/** One access of the core's data bus; reads of registers are left out. */
export interface Access {
  readonly kind: 'read' | 'write';
  readonly address: number;
  readonly width: number;
  /** What was written; 0 for a read. */
  readonly value: number;
}

export interface Call {
  /** Address with the Thumb bit. */
  readonly entry: number;
  /** R0 to R3. */
  readonly args: readonly number[];
  /** MSP before the call; the words below it belong to the loader. */
  readonly stack: number;
}

export interface Outcome {
  readonly r0: number;
  readonly r1: number;
  readonly sp: number;
  /** Why the core could not go on: the fault that a chip would have taken. */
  readonly fault: string | undefined;
  /** Core cycles by design, ARMv6-M without wait states; undefined where the machine has no clock. */
  readonly cycles: number | undefined;
  readonly accesses: readonly Access[];
  /** Address of each programming operation that reached the cells, in order. */
  readonly programmed: readonly number[];
  /** What silicon would tolerate or stall on and a loader must never do. */
  readonly offences: readonly string[];
}

export interface FlashState {
  readonly otp: Uint8Array;
  readonly acr: number;
  readonly sr: number;
  readonly cr: number;
}

/**
 * A core with RAM and one flash interface, on which a loader is run the way a debug probe does it:
 * PRIMASK=1, CONTROL=0, MSP, LR at a halt address. What a call did is in its outcome.
 */
export interface LoaderMachine {
  readRam(address: number, length: number): Promise<Uint8Array>;
  writeRam(address: number, data: Uint8Array): Promise<void>;
  call(call: Call): Promise<Outcome>;
  /** The cells themselves, past cache and ECC, and the registers. */
  state(): Promise<FlashState>;
}

/** Makes machines of one kind; `close` ends what they run on. */
export interface Bench {
  create(bank: BankName, preset: Preset): Promise<LoaderMachine>;
  close(): Promise<void>;
}

/** RAM that every line of every bank has, and how the suite divides it. */
export const ram = {
  base: 0x20000000,
  size: 0x2000,
  /** Where LR points: a loader that returns has come to its end. */
  halt: 0x20000ff0,
  /** Job and source buffers. */
  buffers: 0x20001000,
  stackTop: 0x20002000,
} as const;
