import { OtpforgeError } from '../../errors/index.js';
import type { SparseImage } from '../../image/index.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../../target/index.js';
import type { BreakpointHandle, Probe, ProbeIdentity } from '../probe.js';
import type { GuardedServer } from './guarded-server.js';
import { quoted } from './words.js';

/** How a server is shown, and what happens when the probe is closed. */
interface Served {
  /** As people call it: "OpenOCD". */
  readonly program: string;
  readonly identity: ProbeIdentity;
  /** What helps where the server cannot do something. */
  readonly unsupported?: string;
  readonly onClosed: () => void;
}

/** A chip behind a server that we started: when the connection breaks, the server's own words say why. */
export class GuardedProbe implements Probe {
  readonly #probe: Probe;
  readonly #server: GuardedServer;
  readonly #served: Served;

  constructor(probe: Probe, server: GuardedServer, served: Served) {
    this.#probe = probe;
    this.#server = server;
    this.#served = served;
  }

  async identify(): Promise<ProbeIdentity> {
    return this.#served.identity;
  }

  resetHalt(): Promise<void> {
    return this.#explained(() => this.#probe.resetHalt());
  }

  readMemory(address: number, length: number, width?: AccessWidth): Promise<Uint8Array> {
    return this.#explained(() => this.#probe.readMemory(address, length, width));
  }

  writeMemory(address: number, data: Uint8Array, width?: AccessWidth): Promise<void> {
    return this.#explained(() => this.#probe.writeMemory(address, data, width));
  }

  readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    return this.#explained(() => this.#probe.readRegisters(names));
  }

  writeRegisters(values: RegisterValues): Promise<void> {
    return this.#explained(() => this.#probe.writeRegisters(values));
  }

  setBreakpoint(address: number): Promise<BreakpointHandle> {
    return this.#explained(() => this.#probe.setBreakpoint(address));
  }

  clearBreakpoint(handle: BreakpointHandle): Promise<void> {
    return this.#explained(() => this.#probe.clearBreakpoint(handle));
  }

  go(): Promise<void> {
    return this.#explained(() => this.#probe.go());
  }

  waitHalted(timeoutMs: number): Promise<boolean> {
    return this.#explained(() => this.#probe.waitHalted(timeoutMs));
  }

  programFlash(image: SparseImage, progress?: (state: FlashProgress) => void): Promise<void> {
    return this.#explained(() => this.#probe.programFlash(image, progress));
  }

  resetRun(): Promise<void> {
    return this.#explained(() => this.#probe.resetRun());
  }

  async close(): Promise<void> {
    try {
      await this.#probe.close();
    } finally {
      await this.#server.end();
      this.#served.onClosed();
    }
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw await explained(error, this.#server, this.#served);
    }
  }
}

/** A lost connection with what its server said, and how it ended; what it cannot do with the cure. */
export async function explained(
  error: unknown,
  server: GuardedServer,
  { program, unsupported }: Pick<Served, 'program' | 'unsupported'>,
): Promise<unknown> {
  if (!(error instanceof OtpforgeError)) return error;
  if (error.code === 'PROBE_UNSUPPORTED' && unsupported !== undefined) {
    return new OtpforgeError(error.code, { ...error.within((text) => text), remedy: unsupported });
  }
  if (error.code !== 'PROBE_LOST') return error;
  // The socket closes a moment before the process has ended.
  await server.ends(endingMs);
  const how = server.ending ?? 'is still running';
  return new OtpforgeError('PROBE_LOST', {
    ...error.within((text) => `${text}; ${program} ${how}${quoted(server.lines)}`, { program, ending: how }),
    remedy: 'Check the USB cable, the wiring and the target’s supply, then run the same command again.',
  });
}

const endingMs = 1000;
