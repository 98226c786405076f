import type { SparseImage } from '../../image/index.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../../target/index.js';
import type { BreakpointHandle, Probe, ProbeIdentity } from '../probe.js';
import type { LibraryProcess } from './library-process.js';
import { lastWaitMs } from './messages.js';

/** Erasing one large sector takes seconds, during which the library may tell no progress. */
const flashPatience = 3;
/** Time of the USB transfer itself, at the slowest useful speed. */
const millisecondsPerKilobyte = 20;

/** A J-Link behind the same interface as every other probe; each call has a deadline. */
export class JLinkProbe implements Probe {
  readonly #process: LibraryProcess;
  readonly #device: string;
  readonly #deadlineMs: number;

  constructor(process: LibraryProcess, device: string, deadlineMs: number) {
    this.#process = process;
    this.#device = device;
    this.#deadlineMs = deadlineMs;
  }

  async identify(): Promise<ProbeIdentity> {
    return { ...(await this.#process.ask('identify', [], this.#within())), device: this.#device };
  }

  resetHalt(): Promise<void> {
    return this.#process.ask('resetHalt', [], this.#within());
  }

  async readMemory(address: number, length: number, width: AccessWidth = 'auto'): Promise<Uint8Array> {
    const bytes = await this.#process.ask('readMemory', [address, length, width], this.#within(length));
    return new Uint8Array(bytes);
  }

  writeMemory(address: number, data: Uint8Array, width: AccessWidth = 'auto'): Promise<void> {
    return this.#process.ask('writeMemory', [address, data, width], this.#within(data.length));
  }

  readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    return this.#process.ask('readRegisters', [names], this.#within());
  }

  writeRegisters(values: RegisterValues): Promise<void> {
    return this.#process.ask('writeRegisters', [values], this.#within());
  }

  async setBreakpoint(address: number): Promise<BreakpointHandle> {
    return { id: await this.#process.ask('setBreakpoint', [address], this.#within()), address };
  }

  clearBreakpoint({ id }: BreakpointHandle): Promise<void> {
    return this.#process.ask('clearBreakpoint', [id], this.#within());
  }

  go(): Promise<void> {
    return this.#process.ask('go', [], this.#within());
  }

  waitHalted(timeoutMs: number): Promise<boolean> {
    return this.#process.ask('waitHalted', [timeoutMs], { deadlineMs: timeoutMs + this.#deadlineMs });
  }

  programFlash(image: SparseImage, progress?: (state: FlashProgress) => void): Promise<void> {
    const segments = image.segments.map(({ address, bytes }) => ({ address, bytes }));
    const { deadlineMs } = this.#within(image.byteCount);
    return this.#process.ask('programFlash', [segments], {
      deadlineMs: flashPatience * deadlineMs,
      progress,
    });
  }

  resetRun(): Promise<void> {
    return this.#process.ask('resetRun', [], this.#within());
  }

  /** Never fails: what was read back is what counts, and a library that hangs here is ended. */
  async close(): Promise<void> {
    // A job that still runs is waited for before the probe is closed.
    const deadlineMs = lastWaitMs + this.#deadlineMs;
    await this.#process.ask('close', [], { deadlineMs }).catch(() => undefined);
    await this.#process.ended(this.#deadlineMs);
  }

  #within(bytes = 0): { readonly deadlineMs: number } {
    return { deadlineMs: this.#deadlineMs + Math.ceil((bytes * millisecondsPerKilobyte) / 1024) };
  }
}
