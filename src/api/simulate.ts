import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type BankFolders, type Device, debugPortOf, findDevice, loadBanks } from '../bank/index.js';
import {
  type CacheReaders,
  loadChip,
  lockChipFile,
  SimulatedChip,
  saveChip,
  simulatedFamily,
} from '../chip/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type Protocol, startChipServer } from '../server/index.js';
import {
  bankFolders,
  callback,
  checkOptions,
  flag,
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
  /** Serves a chip without JTAG to OpenOCD by a JTAG that no chip has: only its flash controller is real then. */
  readonly testJtag?: boolean;
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
  /** The family that the chip is, where that is not the one of its bank. */
  readonly simulatedAs?: string;
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
  /** OpenOCD sees a JTAG that no chip has. */
  readonly testJtag?: true;
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
  testJtag: flag,
  file: text,
  cache: oneOf('debug', 'core'),
  banks: bankFolders,
  failed: callback(),
  faulted: callback(),
};

/**
 * Serves a simulated chip to debuggers on this machine only. With GDB's port it waits halted, as GDB wants it;
 * with the others alone it runs from power-on, as on a board.
 * Errors: DEVICE_UNKNOWN, FILE_*, CHIP_FILE_*, PORT_UNAVAILABLE, USAGE for OpenOCD on a chip without JTAG.
 */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  checkOptions('simulate', options, shape);
  const device = findDevice(options.device, await loadBanks(options.banks));
  const { file, failed, faulted, cache = 'debug' } = options;
  const isTestJtag = usesTestJtag(device, options);
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
    const family = simulatedFamily(device);
    return {
      format: 'otpforge.simulate/1',
      medium: 'simulated',
      device: device.name,
      ...(family !== device.bank.family && { simulatedAs: family }),
      uid: server.uid,
      cache,
      ...(isTestJtag && { testJtag: true as const }),
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

// OpenOCD speaks only JTAG to remote_bitbang.
function usesTestJtag({ name, bank }: Device, { openocd, testJtag }: SimulateOptions): boolean {
  if (openocd === undefined || debugPortOf(bank).tap !== undefined) return false;
  if (testJtag) return true;
  throw new OtpforgeError('USAGE', {
    message: `${name} has no JTAG, and OpenOCD reaches a simulated chip by JTAG alone`,
    remedy:
      'Use --port or --pyocd. --test-jtag serves a JTAG that no chip has: what OpenOCD then does is about the flash controller alone.',
    details: { device: name },
  });
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
