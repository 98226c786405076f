import { randomBytes } from 'node:crypto';
import { findDevice, type LoadedBank } from '../bank/index.js';
import { BusError, loadChip, SimulatedChip, saveChip } from '../chip/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import type {
  AccessWidth,
  BreakpointHandle,
  FlashProgress,
  Probe,
  ProbeIdentity,
  RegisterName,
  RegisterValues,
} from './probe.js';
import { registersInOrder } from './register-order.js';
import type { ProbeUri } from './uri.js';

/** Opens a simulated chip; with `file=` its contents live on in that file. */
export async function openSim({ target, options }: ProbeUri, banks: readonly LoadedBank[]): Promise<Probe> {
  const device = findDevice(target, banks);
  const { file } = options;
  if (file === undefined) return new SimProbe(SimulatedChip.create(device));
  // No two dies have one unique ID, and no two new chip files either.
  return new SimProbe(await loadChip(file, device, { uid: randomBytes(12) }), file);
}

/** The simulated chip behind the same interface as a real one. */
export class SimProbe implements Probe {
  readonly chip: SimulatedChip;
  readonly #file: string | undefined;

  constructor(chip: SimulatedChip, file?: string) {
    this.chip = chip;
    this.#file = file;
  }

  async identify(): Promise<ProbeIdentity> {
    const { name } = this.chip.device;
    return {
      description: `simulated ${name}`,
      serial: this.#file ?? 'sim',
      device: name,
      vtrefMv: this.chip.vddMv,
    };
  }

  async resetHalt(): Promise<void> {
    this.chip.reset();
  }

  async readMemory(address: number, length: number, width: AccessWidth = 'auto'): Promise<Uint8Array> {
    return faults(() => this.chip.readMemory(address, length, width));
  }

  async writeMemory(address: number, data: Uint8Array, width: AccessWidth = 'auto'): Promise<void> {
    faults(() => this.chip.writeMemory(address, data, width));
  }

  async readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    this.#needsHalt('read registers');
    return Object.fromEntries(names.map((name) => [name, this.chip.readRegister(name)]));
  }

  async writeRegisters(values: RegisterValues): Promise<void> {
    this.#needsHalt('write registers');
    for (const [name, value] of registersInOrder(values)) this.chip.writeRegister(name, value);
  }

  async setBreakpoint(address: number): Promise<BreakpointHandle> {
    return { id: this.chip.setBreakpoint(address), address };
  }

  async clearBreakpoint({ id }: BreakpointHandle): Promise<void> {
    this.chip.clearBreakpoint(id);
  }

  async go(): Promise<void> {
    this.#needsHalt('start the core');
    this.chip.go();
  }

  async waitHalted(timeoutMs: number): Promise<boolean> {
    const halted = this.chip.run(timeoutMs * 1000);
    await this.#save();
    return halted;
  }

  async programFlash(image: SparseImage, progress?: (state: FlashProgress) => void): Promise<void> {
    faults(() => this.chip.programFlash(image.segments, progress));
    await this.#save();
  }

  async resetRun(): Promise<void> {
    this.chip.reset();
    this.chip.go();
  }

  async close(): Promise<void> {
    await this.#save();
  }

  async #save(): Promise<void> {
    if (this.#file !== undefined) await saveChip(this.#file, this.chip);
  }

  #needsHalt(action: string): void {
    if (this.chip.isHalted) return;
    throw new OtpforgeError('TARGET_FAULT', { message: `the core must be halted to ${action}` });
  }
}

function faults<T>(access: () => T): T {
  try {
    return access();
  } catch (cause) {
    if (!(cause instanceof BusError)) throw cause;
    throw new OtpforgeError('TARGET_FAULT', {
      message: `the chip answered a ${cause.write ? 'write' : 'read'} at ${hex32(cause.address)} with a bus error`,
      remedy: 'Check the device name and the read protection level.',
      details: { address: cause.address, write: cause.write },
      cause,
    });
  }
}
