import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type BankFolders, findDevice, loadBanks } from '../bank/index.js';
import { type CacheReaders, loadChip, lockChipFile, SimulatedChip, saveChip } from '../chip/index.js';
import { type Protocol, startChipServer } from '../server/index.js';
import {
  bankFolders,
  callback,
  checkOptions,
  need,
  oneOf,
  type Shape,
  text,
  whole,
} from './options/index.js';

export type { CacheReaders } from '../chip/index.js';

export interface SimulateOptions {
  /** Device name, for example STM32F401RE. */
  readonly device: string;
  /** TCP port on 127.0.0.1 for GDB, 0 for a free one; when no port is named at all, GDB gets a free one. */
  readonly port?: number;
  /** Likewise for OpenOCD's remote_bitbang. */
  readonly openocd?: number;
  /** Likewise for pyOCD's remote probe. */
  readonly pyocd?: number;
  /** Keeps the chip's contents here; a blank chip when the file does not exist yet. */
  readonly file?: string;
  /** Whose reads the data cache answers: a debugger's too (the default), or the core's alone. */
  readonly cache?: CacheReaders;
  readonly banks?: BankFolders;
  /** Hears of errors while it serves, a chip file that cannot be written for example. */
  readonly failed?: (error: unknown) => void;
  /** Hears why the core stopped by a fault: the instruction, and where. */
  readonly faulted?: (reason: string) => void;
}

export interface SimulateDocument {
  readonly format: 'otpforge.simulate/1';
  readonly medium: 'simulated';
  readonly device: string;
  readonly uid: string;
  /** Whose reads the data cache answers. */
  readonly cache: CacheReaders;
  readonly host: string;
  /** GDB's port. */
  readonly port?: number;
  /** The probe URI that reaches this chip by GDB's port. */
  readonly probe?: string;
  /** The port of OpenOCD's remote_bitbang. */
  readonly openocd?: number;
  /** The port of pyOCD's remote probe. */
  readonly pyocd?: number;
  readonly file?: string;
  /** The file was not there: this is a new chip, saved in it. */
  readonly newChip?: true;
}

/** A simulated chip that is served until it is closed. */
export interface Simulation extends SimulateDocument {
  /** Ends the connection, stops listening and saves the chip. */
  close(): Promise<void>;
}

const port = whole(0, 65_535);
const shape: Shape<SimulateOptions> = {
  device: need(text),
  port,
  openocd: port,
  pyocd: port,
  file: text,
  cache: oneOf('debug', 'core'),
  banks: bankFolders,
  failed: callback(),
  faulted: callback(),
};

/**
 * Serves a simulated chip to debuggers on this machine only. With GDB's port it waits halted, as GDB wants it;
 * with the others alone it runs from power-on, as on a board.
 * Errors: DEVICE_UNKNOWN, FILE_*, CHIP_FILE_*, PORT_UNAVAILABLE.
 */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  checkOptions('simulate', options, shape);
  const device = findDevice(options.device, await loadBanks(options.banks));
  const { file, failed, faulted, cache = 'debug' } = options;
  const ports = portsOf(options);
  const lock = file === undefined ? undefined : await lockChipFile(file);
  try {
    const isNew = file !== undefined && !existsSync(file);
    // No two dies have one unique ID.
    const made = { uid: randomBytes(device.bank.identity.uidSize), cacheReaders: cache };
    const chip = file === undefined ? SimulatedChip.create(device, made) : await loadChip(file, device, made);
    const save = async (): Promise<void> => {
      if (file !== undefined) await saveChip(file, chip);
    };
    await save();
    if (ports.gdb === undefined) chip.powerCycle();
    const server = await startChipServer(chip, { ports, save, faulted, ...(failed && { failed }) });
    const { gdb, openocd, pyocd } = server.ports;
    return {
      format: 'otpforge.simulate/1',
      medium: 'simulated',
      device: device.name,
      uid: server.uid,
      cache,
      host: server.host,
      ...(gdb !== undefined && { port: gdb, probe: `gdb:${server.host}:${gdb}` }),
      ...(openocd !== undefined && { openocd }),
      ...(pyocd !== undefined && { pyocd }),
      ...(file !== undefined && { file }),
      ...(isNew && { newChip: true as const }),
      close: () => server.close().finally(() => lock?.release()),
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function portsOf({ port, openocd, pyocd }: SimulateOptions): Partial<Record<Protocol, number>> {
  const isNamed = port !== undefined || openocd !== undefined || pyocd !== undefined;
  const gdb = isNamed ? port : 0;
  return {
    ...(gdb !== undefined && { gdb }),
    ...(openocd !== undefined && { openocd }),
    ...(pyocd !== undefined && { pyocd }),
  };
}
