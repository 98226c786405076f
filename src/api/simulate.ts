import { randomBytes } from 'node:crypto';
import { findDevice, loadBanks } from '../bank/index.js';
import { loadChip, lockChipFile, SimulatedChip, saveChip } from '../chip/index.js';
import { startGdbServer } from '../server/index.js';

export interface SimulateOptions {
  /** Device name, for example STM32F401RE. */
  readonly device: string;
  /** TCP port on 127.0.0.1; 0 or absent picks a free one. */
  readonly port?: number;
  /** Keeps the chip's contents here; a blank chip when the file does not exist yet. */
  readonly file?: string;
  readonly banks?: readonly string[];
  /** Hears of errors while it serves, a chip file that cannot be written for example. */
  readonly failed?: (error: unknown) => void;
}

export interface SimulateDocument {
  readonly format: 'otpforge.simulate/1';
  readonly device: string;
  readonly uid: string;
  readonly host: string;
  readonly port: number;
  /** The probe URI that reaches this chip. */
  readonly probe: string;
  readonly file?: string;
}

/** A simulated chip that is served until it is closed. */
export interface Simulation extends SimulateDocument {
  /** Ends the connection, stops listening and saves the chip. */
  close(): Promise<void>;
}

/**
 * Serves a simulated chip by the GDB remote protocol on this machine only.
 * Errors: DEVICE_UNKNOWN, FILE_*, CHIP_FILE_*, PORT_UNAVAILABLE.
 */
export async function simulate(options: SimulateOptions): Promise<Simulation> {
  const device = findDevice(options.device, await loadBanks(options.banks));
  const { file, failed, port = 0 } = options;
  const lock = file === undefined ? undefined : lockChipFile(file);
  try {
    // No two dies have one unique ID.
    const made = { uid: randomBytes(device.bank.identity.uidSize) };
    const chip = file === undefined ? SimulatedChip.create(device, made) : await loadChip(file, device, made);
    const save = async (): Promise<void> => {
      if (file !== undefined) await saveChip(file, chip);
    };
    await save();
    const server = await startGdbServer(chip, { port, save, ...(failed && { failed }) });
    return {
      format: 'otpforge.simulate/1',
      device: device.name,
      uid: server.uid,
      host: server.host,
      port: server.port,
      probe: `gdb:${server.host}:${server.port}`,
      ...(file !== undefined && { file }),
      close: () => server.close().finally(() => lock?.release()),
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}
