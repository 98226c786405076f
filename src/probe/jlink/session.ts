import { OtpforgeError } from '../../errors/index.js';
import type { FileLock } from '../../files/lock.js';
import type { AccessWidth, RegisterName, RegisterValues } from '../../target/index.js';
import { registersInOrder } from '../../target/index.js';
import { hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { type Connected, connectTarget, readVtref } from './connect-target.js';
import { failure, isLost, probeGone } from './failures.js';
import type { FunctionName } from './functions.js';
import type { JLinkLibrary } from './library.js';
import {
  type LibraryInfo,
  lastWaitMs,
  type OpenRequest,
  type Session,
  type SessionIdentity,
} from './messages.js';
import { listProbes, type OpenedProbe, openProbe } from './open-probe.js';
import { laneOf } from './registers.js';
import { versionsOf } from './versions.js';

/** Breakpoint of any kind on Thumb code; pylink enums.py. */
const breakpointFlags = 0xfffffff0 | 2;

/** One probe and one target through SEGGER's library; runs in the process that holds the library. */
export class JLinkSession implements Session {
  readonly #library: JLinkLibrary;
  #lock: FileLock | undefined;
  #probe: OpenedProbe['probe'] | undefined;
  #connected: Connected | undefined;
  /** What the core was started with and may still be doing. */
  #running: 'no' | 'code' | 'firmware' = 'firmware';
  /** A job was given up while it ran: only a reset is known to have locked the controller. */
  #overdue = false;

  constructor(library: JLinkLibrary) {
    this.#library = library;
  }

  async inspect(): Promise<LibraryInfo> {
    return { version: await this.#library.call('GetDLLVersion'), probes: await listProbes(this.#library) };
  }

  async open(request: OpenRequest): Promise<void> {
    const { probe, lock } = await openProbe(this.#library, request);
    this.#lock = lock;
    this.#probe = probe;
    this.#connected = await connectTarget(this.#library, request);
  }

  async identify(): Promise<SessionIdentity> {
    const { serial, product, opened } = this.#opened();
    const name = `${product || 'J-Link'} ${serial}`;
    const vtrefMv = await readVtref(this.#library);
    const dpidr = await this.#library.call('GetId');
    return {
      description: opened === serial ? name : `${name} (by USB address; its own serial number is ${opened})`,
      serial: String(opened),
      vtrefMv,
      ...(dpidr !== 0 && { dpidr }),
      versions: await versionsOf(this.#library),
    };
  }

  async resetHalt(): Promise<void> {
    if (!(await this.#resetHolds())) {
      const result = await this.#library.call('Halt');
      if (result !== 0) throw await this.#failed('halting the core', 'Halt', -Math.abs(result), 'PROBE_LOST');
      // What ran between reset and halt has touched core and controller: a halted core is not a reset one.
      if (!(await this.#resetHolds())) throw runsAfterReset();
    }
    this.#overdue = false;
    this.#running = 'no';
  }

  async readMemory(address: number, length: number, width: AccessWidth): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array();
    const buffer = Buffer.alloc(length);
    const units = await this.#library.call('ReadMemEx', address, length, buffer, access(width));
    await this.#wholeAccess('a read', 'ReadMemEx', { address, length, width, units });
    return new Uint8Array(buffer);
  }

  async writeMemory(address: number, data: Uint8Array, width: AccessWidth): Promise<void> {
    if (data.length === 0) return;
    const units = await this.#library.call('WriteMemEx', address, data.length, data, access(width));
    await this.#wholeAccess('a write', 'WriteMemEx', { address, length: data.length, width, units });
  }

  async readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    this.#needsHalt('read registers');
    const indices = words(names.map((name) => this.#target().registers[name]));
    const values = Buffer.alloc(4 * names.length);
    const status = Buffer.alloc(names.length);
    const result = await this.#library.call('ReadRegs', indices, values, status, names.length);
    await this.#checked('reading registers', 'ReadRegs', result, 'TARGET_FAULT');
    return Object.fromEntries(
      names.map((name, index) => [name, values.readUInt32LE(4 * index) >>> laneOf(name)]),
    );
  }

  async writeRegisters(values: RegisterValues): Promise<void> {
    this.#needsHalt('write registers');
    const registers = registersInOrder(values);
    const indices = words(registers.map(([name]) => this.#target().registers[name]));
    const data = words(registers.map(([name, value]) => value << laneOf(name)));
    const status = Buffer.alloc(registers.length);
    const result = await this.#library.call('WriteRegs', indices, data, status, registers.length);
    await this.#checked('writing registers', 'WriteRegs', result, 'TARGET_FAULT');
  }

  async setBreakpoint(address: number): Promise<number> {
    const handle = await this.#library.call('SetBPEx', address, breakpointFlags >>> 0);
    if (handle > 0) return handle;
    const result = handle === 0 ? -1 : handle;
    throw await this.#failed(`a breakpoint at ${hex32(address)}`, 'SetBPEx', result, 'TARGET_FAULT');
  }

  async clearBreakpoint(handle: number): Promise<void> {
    const result = await this.#library.call('ClrBPEx', handle);
    if (result !== 0) throw await this.#failed('clearing a breakpoint', 'ClrBPEx', result, 'TARGET_FAULT');
  }

  async go(): Promise<void> {
    this.#needsHalt('start the core');
    this.#running = 'code';
    await this.#library.call('Go');
  }

  async waitHalted(timeoutMs: number): Promise<boolean> {
    if (this.#running === 'no') return true;
    const result = await this.#library.call('WaitForHalt', Math.ceil(timeoutMs));
    await this.#checked('waiting for the core to halt', 'WaitForHalt', result, 'PROBE_LOST');
    if (result === 0) {
      this.#overdue ||= this.#running === 'code';
      return false;
    }
    this.#running = 'no';
    return true;
  }

  async programFlash(segments: readonly { address: number; bytes: Uint8Array }[]): Promise<void> {
    await this.#library.call('BeginDownload', 0);
    for (const { address, bytes } of segments) {
      const taken = await this.#library.call('WriteMem', address, bytes.length, bytes);
      if (taken === bytes.length) continue;
      const doing = `handing ${count(bytes.length, 'byte')} at ${hex32(address)} to the flash download`;
      throw await this.#failed(doing, 'WriteMem', Math.min(taken, -1), 'FLASH_DOWNLOAD_FAILED');
    }
    const result = await this.#library.call('EndDownload');
    await this.#checked('programming the main flash', 'EndDownload', result, 'FLASH_DOWNLOAD_FAILED');
  }

  async resetRun(): Promise<void> {
    await this.resetHalt();
    this.#running = 'firmware';
    await this.#library.call('Go');
  }

  /**
   * The end, with or without a parent: a job that still runs is waited for, since the loader itself locks the
   * controller at its end. One that does not end, or was given up before, is ended by a reset, which locks it too.
   */
  async close(): Promise<void> {
    const lock = this.#lock;
    if (!lock) return;
    this.#lock = undefined;
    try {
      const runs = this.#running === 'code' && (await this.#library.call('WaitForHalt', lastWaitMs)) <= 0;
      if (runs || this.#overdue) await this.#library.call('Reset');
      await this.#library.call('Close');
    } finally {
      lock.release();
    }
  }

  async #resetHolds(): Promise<boolean> {
    await this.#checked('reset and halt', 'Reset', await this.#library.call('Reset'), 'PROBE_LOST');
    const halted = await this.#library.call('IsHalted');
    if (halted < 0) throw await this.#failed('reset and halt', 'IsHalted', halted, 'PROBE_LOST');
    return halted !== 0;
  }

  async #wholeAccess(
    what: 'a read' | 'a write',
    call: FunctionName,
    { address, length, width, units }: { address: number; length: number; width: AccessWidth; units: number },
  ): Promise<void> {
    if (units * (width === 'auto' ? 1 : width) === length) return;
    const doing = `${what} of ${count(length, 'byte')} at ${hex32(address)}`;
    const details = { address, write: what === 'a write' };
    throw await this.#failed(doing, call, units < 0 ? units : -1, 'TARGET_FAULT', details);
  }

  async #checked(
    doing: string,
    call: FunctionName,
    result: number,
    otherwise: 'PROBE_LOST' | 'TARGET_FAULT' | 'FLASH_DOWNLOAD_FAILED',
  ): Promise<void> {
    if (result < 0) throw await this.#failed(doing, call, result, otherwise);
  }

  // "Unspecified" (-1) may mean the chip or the cable: only the library knows whether its probe is still there.
  async #failed(
    doing: string,
    call: FunctionName,
    result: number,
    otherwise: 'PROBE_LOST' | 'TARGET_FAULT' | 'FLASH_DOWNLOAD_FAILED',
    details: { address?: number; write?: boolean } = {},
  ): Promise<OtpforgeError> {
    const gone = isLost(result) || (await this.#library.call('EMU_IsConnected')) === 0;
    const said = this.#library.takeSaid();
    if (gone) return probeGone(doing, call, said);
    return failure({ doing, call, result, said, otherwise, details });
  }

  #opened(): OpenedProbe['probe'] {
    if (this.#probe) return this.#probe;
    throw new OtpforgeError('INTERNAL', { message: 'the J-Link session is not open' });
  }

  #target(): Connected {
    if (this.#connected) return this.#connected;
    throw new OtpforgeError('INTERNAL', { message: 'the J-Link session has no target' });
  }

  #needsHalt(action: string): void {
    if (this.#running === 'no') return;
    throw new OtpforgeError('TARGET_FAULT', { message: `the core must be halted to ${action}` });
  }
}

function runsAfterReset(): OtpforgeError {
  return new OtpforgeError('TARGET_FAULT', {
    message: 'the core runs on after reset: J-Link could not halt it before its first instruction',
    remedy: 'Run the same command with --reset under, with the probe’s RESET wired to NRST.',
  });
}

function access(width: AccessWidth): number {
  return width === 'auto' ? 0 : width;
}

function words(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) buffer.writeUInt32LE(value >>> 0, 4 * index);
  return buffer;
}
