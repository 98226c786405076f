import type { ProbeFault } from '../chip/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../target/index.js';
import type { BreakpointHandle, Probe, ProbeIdentity } from './probe.js';

/**
 * A probe whose cable comes off, or that hands on a wrong bit. Calls count from 1; `close` is none.
 * `onLost` runs once, when the connection goes, `onSupplyOff` when the board is switched off.
 */
export function faultyProbe(
  probe: Probe,
  faults: readonly ProbeFault[],
  onLost: () => Promise<void> = async () => {},
  onSupplyOff: () => void = () => {},
): Probe {
  return faults.length === 0 ? probe : new FaultyProbe(probe, faults, onLost, onSupplyOff);
}

class FaultyProbe implements Probe {
  readonly #probe: Probe;
  readonly #faults: readonly ProbeFault[];
  readonly #onLost: () => Promise<void>;
  readonly #onSupplyOff: () => void;
  readonly #counts = { calls: 0, identify: 0, 'flip-read': 0, 'flip-write': 0 };
  #isLost = false;

  constructor(
    probe: Probe,
    faults: readonly ProbeFault[],
    onLost: () => Promise<void>,
    onSupplyOff: () => void,
  ) {
    this.#probe = probe;
    this.#faults = faults;
    this.#onLost = onLost;
    this.#onSupplyOff = onSupplyOff;
  }

  identify(): Promise<ProbeIdentity> {
    return this.#call(async () => {
      this.#counts.identify += 1;
      const { identify } = this.#counts;
      if (this.#faults.some((fault) => fault.kind === 'supply-off' && fault.call === identify))
        this.#onSupplyOff();
      const identity = await this.#probe.identify();
      const isOther = this.#counts.identify > 1 && this.#faults.some(({ kind }) => kind === 'other-serial');
      return isOther ? { ...identity, serial: `${identity.serial}-other` } : identity;
    });
  }

  resetHalt(): Promise<void> {
    return this.#call(() => this.#probe.resetHalt());
  }

  readMemory(address: number, length: number, width?: AccessWidth): Promise<Uint8Array> {
    return this.#call(async () =>
      this.#flip('flip-read', await this.#probe.readMemory(address, length, width)),
    );
  }

  writeMemory(address: number, data: Uint8Array, width?: AccessWidth): Promise<void> {
    return this.#call(() => this.#probe.writeMemory(address, this.#flip('flip-write', data), width));
  }

  readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    return this.#call(() => this.#probe.readRegisters(names));
  }

  writeRegisters(values: RegisterValues): Promise<void> {
    return this.#call(() => this.#probe.writeRegisters(values));
  }

  setBreakpoint(address: number): Promise<BreakpointHandle> {
    return this.#call(() => this.#probe.setBreakpoint(address));
  }

  clearBreakpoint(handle: BreakpointHandle): Promise<void> {
    return this.#call(() => this.#probe.clearBreakpoint(handle));
  }

  go(): Promise<void> {
    return this.#call(() => this.#probe.go());
  }

  waitHalted(timeoutMs: number): Promise<boolean> {
    return this.#call(() => this.#probe.waitHalted(timeoutMs));
  }

  programFlash(image: SparseImage, progress?: (state: FlashProgress) => void): Promise<void> {
    return this.#call(() => this.#probe.programFlash(image, progress));
  }

  resetRun(): Promise<void> {
    return this.#call(() => this.#probe.resetRun());
  }

  close(): Promise<void> {
    return this.#probe.close();
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    this.#counts.calls += 1;
    const lost = this.#faults.find((fault) => fault.kind === 'lost' && fault.call === this.#counts.calls);
    if (lost?.kind === 'lost' && lost.when === 'before') await this.#lose();
    if (this.#isLost) throw lostError();
    if (lost === undefined) return work();
    // A call that the target refuses is one, too.
    await work().catch(() => undefined);
    await this.#lose();
    throw lostError();
  }

  async #lose(): Promise<void> {
    this.#isLost = true;
    await this.#onLost();
  }

  #flip(kind: 'flip-read' | 'flip-write', data: Uint8Array): Uint8Array {
    this.#counts[kind] += 1;
    const bytes = data.slice();
    for (const fault of this.#faults) {
      if (fault.kind !== kind || fault.call !== this.#counts[kind] || fault.byte >= bytes.length) continue;
      bytes[fault.byte] = (bytes[fault.byte] ?? 0) ^ (1 << fault.bit);
    }
    return bytes;
  }
}

function lostError(): OtpforgeError {
  return new OtpforgeError('PROBE_LOST', {
    message: 'the connection to the chip is gone, as fault=lost asked for',
    remedy: 'Run the same command again without the fault.',
  });
}
