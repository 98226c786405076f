import type { AddressRange } from '../../range/index.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../../target/index.js';
import type { TracedError } from '../trace-format.js';

/** How long a job may go on after its end was waited for, or after our parent has gone; a bank takes 100 ms at worst. */
export const lastWaitMs = 5000;

export interface OpenRequest {
  readonly serial: number | undefined;
  readonly speedKhz: number;
  /** The device by SEGGER's name, which is ST's. */
  readonly device: string;
  /** File for the library's own log. */
  readonly log: string | undefined;
  readonly underReset: boolean;
  /** Where the library must not answer reads from a cache. */
  readonly uncached: readonly AddressRange[];
}

export interface LibraryInfo {
  /** As GetDLLVersion counts: 79407. */
  readonly version: number;
  readonly probes: readonly { readonly serial: number; readonly product: string }[];
}

export interface SessionIdentity {
  readonly description: string;
  readonly serial: string;
  readonly vtrefMv: number;
  readonly dpidr?: number;
  readonly versions: string;
}

/** What the process that holds the library does for its parent. */
export interface Session {
  /** Lists what is attached; opens nothing. */
  inspect(): Promise<LibraryInfo>;
  open(request: OpenRequest): Promise<void>;
  identify(): Promise<SessionIdentity>;
  resetHalt(): Promise<void>;
  readMemory(address: number, length: number, width: AccessWidth): Promise<Uint8Array>;
  writeMemory(address: number, data: Uint8Array, width: AccessWidth): Promise<void>;
  readRegisters(names: readonly RegisterName[]): Promise<RegisterValues>;
  writeRegisters(values: RegisterValues): Promise<void>;
  setBreakpoint(address: number): Promise<number>;
  clearBreakpoint(handle: number): Promise<void>;
  go(): Promise<void>;
  waitHalted(timeoutMs: number): Promise<boolean>;
  programFlash(segments: readonly { address: number; bytes: Uint8Array }[]): Promise<void>;
  resetRun(): Promise<void>;
  close(): Promise<void>;
}

export type SessionCall = keyof Session;

export interface RequestMessage {
  readonly id: number;
  readonly call: SessionCall;
  readonly args: readonly unknown[];
}

/** What the child tells: the function it is about to call, progress, and the end of a request. */
export type ReplyMessage =
  | { readonly kind: 'calling'; readonly symbol: string }
  | { readonly kind: 'progress'; readonly state: FlashProgress }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: TracedError };
