import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Device, findDevice, type LoadedBank } from '../bank/index.js';
import {
  BusError,
  type ChipOptions,
  cacheReaders,
  dbgmcuReads,
  injectFaults,
  isChipFault,
  isProbeFault,
  loadChip,
  lockChipFile,
  PowerLost,
  parseFaults,
  SimulatedChip,
  saveChip,
  simulatedFamily,
} from '../chip/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { FileLock } from '../files/lock.js';
import type { SparseImage } from '../image/index.js';
import type { AccessWidth, FlashProgress, RegisterName, RegisterValues } from '../target/index.js';
import { registersInOrder } from '../target/index.js';
import { hex32 } from '../text/hex.js';
import { faultyProbe } from './faulty-probe.js';
import type { NewChip } from './kinds.js';
import { numberOption } from './number-option.js';
import { pacedProbe } from './paced-probe.js';
import type { BreakpointHandle, Probe, ProbeIdentity } from './probe.js';
import { badProbeUri, type ProbeUri, probeText } from './uri.js';

/** What a chip does by itself after its probe is gone: more than the longest burn takes. */
const aloneUs = 100_000;

/** Chip time after which this process hears signals again. */
const sliceUs = 5000;

/**
 * Opens a simulated chip: power on. With `file=` its contents live on in that file, which a new chip gets at once; `fault=`
 * gives it faults, `cache=` says whose reads the data cache answers, `dbgmcu=` whether IDCODE needs the clock of DBGMCU,
 * `call=` how many milliseconds each probe call takes.
 * Errors: DEVICE_UNKNOWN, FILE_NOT_FOUND where a new chip is refused, CHIP_FILE_*, CHIP_FAULT, PROBE_URI.
 */
export async function openSim(
  uri: ProbeUri,
  banks: readonly LoadedBank[],
  newChip: NewChip = () => {},
): Promise<Probe> {
  const device = findDevice(uri.target, banks);
  const { file, fault } = uri.options;
  const manner: Manner = {
    ...choice(uri, 'cache', 'cacheReaders', cacheReaders),
    ...choice(uri, 'dbgmcu', 'dbgmcuReads', dbgmcuReads),
  };
  const faults = fault === undefined ? [] : parseFaults(fault);
  const callMs = numberOption(uri, 'call', 0, 60_000) ?? 0;
  if (uri.options.tray !== undefined) throw notOneChip(uri);
  if (newChip === 'refuse' && file !== undefined && isNew(file)) throw noChip(file);
  const lock = file === undefined ? undefined : await lockChipFile(file);
  try {
    const chip =
      file === undefined ? SimulatedChip.create(device, manner) : await chipIn(file, device, manner, newChip);
    injectFaults(chip, faults.filter(isChipFault));
    const probe = new SimProbe(chip, file, lock);
    const faulty = faultyProbe(
      probe,
      faults.filter(isProbeFault),
      () => probe.leave(),
      () => chip.bench.cutPower(),
    );
    return callMs === 0 ? faulty : pacedProbe(faulty, callMs);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** What no manual says of a chip. */
type Manner = Pick<ChipOptions, 'cacheReaders' | 'dbgmcuReads'>;

function choice<K extends keyof Manner, V extends string>(
  uri: ProbeUri,
  option: string,
  key: K,
  words: readonly V[],
): { readonly [key in K]?: V } {
  const value = uri.options[option];
  if (value === undefined) return {};
  const found = words.find((word) => word === value);
  if (found) return { [key]: found } as { readonly [key in K]: V };
  throw badProbeUri(probeText(uri), `${option} is ${words.join(' or ')}, not ${JSON.stringify(value)}`);
}

async function chipIn(
  file: string,
  device: Device,
  manner: Manner,
  newChip: NewChip,
): Promise<SimulatedChip> {
  const wasNew = isNew(file);
  if (wasNew && newChip === 'refuse') throw noChip(file);
  // No two dies have one unique ID, and no two new chip files either.
  const chip = await loadChip(file, device, { ...manner, uid: randomBytes(device.bank.identity.uidSize) });
  if (!wasNew) return chip;
  await saveChip(file, chip);
  if (newChip !== 'refuse') newChip(file);
  return chip;
}

// An empty name is not a file that is still to be made: reading it says so.
function isNew(file: string): boolean {
  return file !== '' && !existsSync(file);
}

function noChip(file: string): OtpforgeError {
  return new OtpforgeError('FILE_NOT_FOUND', {
    message: `${file}: no such simulated chip`,
    remedy:
      'Check the path; otpforge plan, program and simulate make a new chip, other commands need one that is there.',
    details: { file },
  });
}

function notOneChip(uri: ProbeUri): OtpforgeError {
  return badProbeUri(
    probeText(uri),
    'a tray has a board for each visit, and this command works on one chip',
    'Use tray= in the slots of a line, for otpforge station; name one chip with file=.',
  );
}

/** The simulated chip behind the same interface as a real one. */
export class SimProbe implements Probe {
  readonly chip: SimulatedChip;
  readonly #file: string | undefined;
  readonly #lock: FileLock | undefined;

  constructor(chip: SimulatedChip, file?: string, lock?: FileLock) {
    this.chip = chip;
    this.#file = file;
    this.#lock = lock;
  }

  /** A probe measures the supply of a board that has none, too. */
  async identify(): Promise<ProbeIdentity> {
    const { device, cacheReaders: readers, dbgmcuReads: idcode } = this.chip;
    const { name } = device;
    const as = simulatedAs(device);
    return {
      description: `simulated ${name}${as === undefined ? '' : `, simulated as ${as}`}${readers === 'debug' ? '' : `, cache=${readers}`}${idcode === 'open' ? '' : `, dbgmcu=${idcode}`}`,
      serial: this.#file ?? 'sim',
      device: name,
      vtrefMv: this.chip.isPowered ? this.chip.vddMv : 0,
      ...(as !== undefined && { simulatedAs: as }),
    };
  }

  resetHalt(): Promise<void> {
    return this.#call(() => this.chip.reset());
  }

  readMemory(address: number, length: number, width: AccessWidth = 'auto'): Promise<Uint8Array> {
    return this.#call(() => this.chip.readMemory(address, length, width));
  }

  writeMemory(address: number, data: Uint8Array, width: AccessWidth = 'auto'): Promise<void> {
    return this.#call(() => this.chip.writeMemory(address, data, width));
  }

  readRegisters(names: readonly RegisterName[]): Promise<RegisterValues> {
    return this.#call(() => {
      this.#needsHalt('read registers');
      return Object.fromEntries(names.map((name) => [name, this.chip.readRegister(name)]));
    });
  }

  writeRegisters(values: RegisterValues): Promise<void> {
    return this.#call(() => {
      this.#needsHalt('write registers');
      for (const [name, value] of registersInOrder(values)) this.chip.writeRegister(name, value);
    });
  }

  setBreakpoint(address: number): Promise<BreakpointHandle> {
    return this.#call(() => ({ id: this.chip.setBreakpoint(address), address }));
  }

  clearBreakpoint({ id }: BreakpointHandle): Promise<void> {
    return this.#call(() => this.chip.clearBreakpoint(id));
  }

  go(): Promise<void> {
    return this.#call(() => {
      this.#needsHalt('start the core');
      this.chip.go();
    });
  }

  async waitHalted(timeoutMs: number): Promise<boolean> {
    let halted = await this.#call(() => this.chip.run(Math.min(timeoutMs * 1000, sliceUs)));
    for (let rest = timeoutMs * 1000 - sliceUs; !halted && rest > 0; rest -= sliceUs) {
      await nextTurn();
      halted = await this.#call(() => this.chip.run(Math.min(rest, sliceUs)));
    }
    await this.#save();
    return halted;
  }

  async programFlash(image: SparseImage, progress?: (state: FlashProgress) => void): Promise<void> {
    await this.#call(() => this.chip.programFlash(image.segments, progress));
    await this.#save();
  }

  resetRun(): Promise<void> {
    return this.#call(() => {
      this.chip.reset();
      this.chip.go();
    });
  }

  async close(): Promise<void> {
    await this.#save().finally(() => this.#lock?.release());
  }

  /** The probe is pulled off: the chip keeps its supply and runs on by itself. */
  async leave(): Promise<void> {
    try {
      if (this.chip.isPowered) this.chip.run(aloneUs);
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error;
    }
    await this.close();
  }

  // After a power cut the file holds what the chip held at that moment.
  async #call<T>(access: () => T): Promise<T> {
    try {
      if (!this.chip.isPowered) throw new PowerLost();
      return access();
    } catch (cause) {
      if (cause instanceof BusError) throw targetFault(cause);
      if (!(cause instanceof PowerLost)) throw cause;
      await this.#save();
      throw new OtpforgeError('PROBE_LOST', {
        message: 'the simulated chip has lost its supply',
        remedy: 'Open it again: that powers it on, and it holds what it held at the cut.',
        cause,
      });
    }
  }

  async #save(): Promise<void> {
    if (this.#file !== undefined) await saveChip(this.#file, this.chip);
  }

  #needsHalt(action: string): void {
    if (this.chip.isHalted) return;
    throw new OtpforgeError('TARGET_FAULT', { message: `the core must be halted to ${action}` });
  }
}

// What approves a burn under another name must not pass for the chip that is named.
function simulatedAs(device: Device): string | undefined {
  const family = simulatedFamily(device);
  return family === device.bank.family ? undefined : family;
}

function targetFault(cause: BusError): OtpforgeError {
  return new OtpforgeError('TARGET_FAULT', {
    message: `the chip answered a ${cause.write ? 'write' : 'read'} at ${hex32(cause.address)} with a bus error`,
    remedy: 'Check the device name and the read protection level.',
    details: { address: cause.address, write: cause.write },
    cause,
  });
}
