import { OtpforgeError } from '../../errors/index.js';
import type { SparseImage } from '../../image/index.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../../target/index.js';
import { hex32 } from '../../text/hex.js';
import type { BreakpointHandle, Probe, ProbeIdentity } from '../probe.js';
import { type GdbBreakpoint, insertBreakpoint, removeBreakpoint } from './breakpoints.js';
import type { GdbClient } from './client.js';
import { programFlash } from './flash.js';
import { identifyServer } from './identity.js';
import { GdbMemory } from './memory.js';
import type { GdbRegisters } from './registers.js';
import { resetHalt, zerosMayBeFaults } from './server-kind.js';
import type { ServerKind } from './server-kinds.js';
import { parseStop } from './stop-reply.js';

/** What the call of a loader sets. */
const startRegisters = ['R0', 'LR', 'PC', 'MSP', 'PRIMASK', 'CONTROL', 'xPSR'] as const;
const dhcsr = 0xe000edf0;
const C_DEBUGEN = 1 << 0;
const S_HALT = 1 << 17;

/** A chip behind any GDB server. */
export class GdbProbe implements Probe {
  readonly #client: GdbClient;
  readonly #kind: ServerKind;
  readonly #registers: GdbRegisters;
  readonly #memory: GdbMemory;
  readonly #onClosed: (() => void) | undefined;
  readonly #breakpoints = new Map<number, GdbBreakpoint>();
  #nextBreakpoint = 1;
  #isRunning = false;

  constructor(client: GdbClient, kind: ServerKind, registers: GdbRegisters, onClosed?: () => void) {
    this.#client = client;
    this.#kind = kind;
    this.#registers = registers;
    this.#onClosed = onClosed;
    this.#memory = new GdbMemory(client, zerosMayBeFaults(kind));
  }

  identify(): Promise<ProbeIdentity> {
    return this.#standing(() => identifyServer(this.#client, this.#kind));
  }

  async resetHalt(): Promise<void> {
    if (this.#isRunning) await this.#stop();
    await resetHalt(this.#client, this.#kind);
    await this.#checkHalted();
  }

  readMemory(address: number, length: number, width: AccessWidth = 'auto'): Promise<Uint8Array> {
    return this.#standing(() => this.#memory.read(address, length, width));
  }

  writeMemory(address: number, data: Uint8Array, width: AccessWidth = 'auto'): Promise<void> {
    return this.#standing(() => this.#memory.write(address, data, width));
  }

  async readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    this.#needsHalt('read registers');
    return this.#registers.values(names);
  }

  async writeRegisters(values: RegisterValues): Promise<void> {
    this.#needsHalt('write registers');
    await this.#registers.write(values);
  }

  setBreakpoint(address: number): Promise<BreakpointHandle> {
    return this.#standing(async () => {
      const id = this.#nextBreakpoint;
      this.#breakpoints.set(id, await insertBreakpoint(this.#client, address));
      this.#nextBreakpoint += 1;
      return { id, address };
    });
  }

  clearBreakpoint({ id }: BreakpointHandle): Promise<void> {
    return this.#standing(async () => {
      const breakpoint = this.#breakpoints.get(id);
      if (!breakpoint) return;
      await removeBreakpoint(this.#client, breakpoint);
      this.#breakpoints.delete(id);
    });
  }

  async go(): Promise<void> {
    this.#needsHalt('start the core');
    await this.#stepOverBreakpoint();
    this.#resume();
  }

  async waitHalted(timeoutMs: number): Promise<boolean> {
    this.#client.connection.check();
    if (!this.#isRunning) return true;
    return (await this.#receiveStop(timeoutMs)) !== undefined;
  }

  // A server that no job can be started through must show before the firmware is written, not behind it.
  async programFlash(image: SparseImage, progress: (state: FlashProgress) => void = () => {}): Promise<void> {
    this.#registers.check(startRegisters);
    await this.#standing(() => programFlash(this.#client, image, progress));
  }

  async resetRun(): Promise<void> {
    await this.resetHalt();
    this.#resume();
  }

  /** Leaves the core as it is, running or halted: it detaches by closing the connection. */
  async close(): Promise<void> {
    try {
      await this.#client.connection.close();
    } finally {
      this.#onClosed?.();
    }
  }

  /** Does some work while the core stands: a server hears nothing but an interrupt while it runs. */
  async #standing<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#isRunning) return work();
    if (!(await this.#stop())) return work();
    try {
      return await work();
    } finally {
      this.#resume();
    }
  }

  #resume(): void {
    this.#client.connection.send(this.#client.has('vContSupported+') ? 'vCont;c' : 'c');
    this.#isRunning = true;
  }

  /** Interrupts the core; whether that stopped it, and not something that happened at the same time. */
  async #stop(): Promise<boolean> {
    const { packetMs } = this.#client.deadlines;
    if ((await this.#receiveStop(0)) !== undefined) return false;
    this.#client.connection.interrupt();
    const stop = await this.#receiveStop(packetMs);
    if (stop === undefined)
      throw this.#client.connection.abandon(`did not stop the core within ${packetMs} ms`);
    return stop === 'request' || !(await this.#stoppedByItself());
  }

  // Servers report an interrupt by other signals than SIGINT too, so that the place decides.
  async #stoppedByItself(): Promise<boolean> {
    const { PC = 0 } = await this.#registers.values(['PC']);
    if ([...this.#breakpoints.values()].some(({ address }) => address === PC)) return true;
    try {
      const opcode = await this.#memory.read(PC, 2, 2);
      return opcode[1] === 0xbe;
    } catch (error) {
      // A core in lock-up is at 0xFFFFFFFE, where there is no BKPT to read (ARMv7-M manual B1.5.15).
      if (error instanceof OtpforgeError && error.code === 'TARGET_FAULT') return false;
      throw error;
    }
  }

  async #receiveStop(timeoutMs: number): Promise<'itself' | 'request' | undefined> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const packet = await this.#client.connection.receive(Math.max(0, deadline - performance.now()));
      if (!packet) return undefined;
      const stop = parseStop(packet.text);
      if (stop === undefined && performance.now() >= deadline) return undefined;
      if (stop === undefined) continue;
      this.#isRunning = false;
      return stop;
    }
  }

  async #stepOverBreakpoint(): Promise<void> {
    if (this.#breakpoints.size === 0) return;
    const { PC } = await this.#registers.values(['PC']);
    const here = [...this.#breakpoints.values()].find(({ address }) => address === PC);
    if (!here) return;
    await removeBreakpoint(this.#client, here);
    await this.#client.callForStop('s');
    await insertBreakpoint(this.#client, here.address, here.type);
  }

  // A server that only says OK may have let the firmware run. Only QEMU has no DHCSR, which reads 0 there:
  // no debugger holds a core whose C_DEBUGEN is 0 (Armv7-M, C1.6.2).
  async #checkHalted(): Promise<void> {
    const bytes = await this.#memory.read(dhcsr, 4, 4);
    const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
    if (value & C_DEBUGEN ? value & S_HALT : this.#kind === 'qemu') return;
    throw new OtpforgeError('TARGET_FAULT', {
      message: `the core runs after reset: DHCSR at ${hex32(dhcsr)} reads ${hex32(value)}`,
      remedy: 'Configure the server to halt at reset (for OpenOCD: reset_config and a working "reset halt").',
      details: { address: dhcsr, value },
    });
  }

  #needsHalt(action: string): void {
    this.#client.connection.check();
    if (!this.#isRunning) return;
    throw new OtpforgeError('TARGET_FAULT', { message: `the core must be halted to ${action}` });
  }
}
