import type { SparseImage } from '../image/index.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../target/index.js';

/** What a probe tells about itself and the target's supply. */
export interface ProbeIdentity {
  /** As text: "simulated STM32F401RE", "J-Link PLUS 801012345". */
  readonly description: string;
  /** Serial number of the probe, or the name of the simulated chip's file. */
  readonly serial: string;
  /** The device name that the probe was given or knows, if any. */
  readonly device: string | undefined;
  /** Reference voltage on the debug connector in millivolts; undefined where a probe cannot tell. */
  readonly vtrefMv: number | undefined;
  /** The debug port's DPIDR, where the probe shows it. */
  readonly dpidr?: number;
  /** Versions of the probe's firmware and of the library behind it, where they are known. */
  readonly versions?: string;
  /** Of a simulated chip: the family that it is, where that is not the one of its bank. */
  readonly simulatedAs?: string;
}

export interface BreakpointHandle {
  readonly id: number;
  readonly address: number;
}

/**
 * What carries memory access and run control to a chip. One method call is one probe call.
 * All methods reject with an OtpforgeError: PROBE_LOST when the connection is gone,
 * TARGET_FAULT when the target answered with a bus error.
 */
export interface Probe {
  identify(): Promise<ProbeIdentity>;
  /** Resets the chip and stops the core before its first instruction. */
  resetHalt(): Promise<void>;
  readMemory(address: number, length: number, width?: AccessWidth): Promise<Uint8Array>;
  writeMemory(address: number, data: Uint8Array, width?: AccessWidth): Promise<void>;
  /** The core must be halted. */
  readRegisters(names: readonly RegisterName[]): Promise<RegisterValues>;
  writeRegisters(values: RegisterValues): Promise<void>;
  setBreakpoint(address: number): Promise<BreakpointHandle>;
  clearBreakpoint(handle: BreakpointHandle): Promise<void>;
  go(): Promise<void>;
  /** True when the core halted within the time, false when it still runs. */
  waitHalted(timeoutMs: number): Promise<boolean>;
  /**
   * Erases what it must of the main flash and programs the image there; the image is in main flash only.
   * Errors: PROBE_UNSUPPORTED, before anything is erased.
   */
  programFlash(image: SparseImage, progress?: (state: FlashProgress) => void): Promise<void>;
  /** Lets the target run from reset. */
  resetRun(): Promise<void>;
  close(): Promise<void>;
}
