import type { Device } from '../../src/bank/index.js';
import { type ProgramOptions, programUnit } from '../../src/burn/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import type { SparseImage } from '../../src/image/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import type { Probe } from '../../src/probe/index.js';
import { SimProbe } from '../../src/probe/sim.js';

/** A chip with a probe whose calls are listed, and which a test may bend. */
export interface Rig {
  readonly chip: SimulatedChip;
  readonly device: Device;
  readonly probe: Probe;
  /** Names of the probe calls made so far. */
  readonly calls: (keyof Probe)[];
  otp(): Uint8Array;
}

/** Bytes that differ from their neighbours and are never blank. */
export const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) & 0x7f);

export type Bend = (probe: Probe, chip: SimulatedChip) => Partial<Probe>;

export function rig(device: Device, bend: Bend = () => ({}), chip = SimulatedChip.create(device)): Rig {
  const inner = new SimProbe(chip);
  const bent = bend(inner, chip);
  const calls: (keyof Probe)[] = [];
  const call = <K extends keyof Probe>(name: K): Probe[K] =>
    // A generic forwarder: the arguments are those of the call itself.
    ((...args: never[]) => {
      calls.push(name);
      const target = (bent[name] ?? inner[name]) as (...args: never[]) => unknown;
      return target.apply(bent[name] ? bent : inner, args);
    }) as Probe[K];
  const probe: Probe = {
    identify: call('identify'),
    resetHalt: call('resetHalt'),
    readMemory: call('readMemory'),
    writeMemory: call('writeMemory'),
    readRegisters: call('readRegisters'),
    writeRegisters: call('writeRegisters'),
    setBreakpoint: call('setBreakpoint'),
    clearBreakpoint: call('clearBreakpoint'),
    go: call('go'),
    waitHalted: call('waitHalted'),
    programFlash: call('programFlash'),
    resetRun: call('resetRun'),
    close: call('close'),
  };
  const { base, size } = device.bank.otp;
  return { chip, device, probe, calls, otp: () => chip.bench.peek(base, size) };
}

/** Programs an image with the shipped loader; nobody is asked unless a test says so. */
export async function burn(
  { probe, device }: Rig,
  image: SparseImage,
  options: Partial<ProgramOptions> = {},
) {
  const loader = await loadBuiltLoader(device.bank);
  return programUnit({ probe, device, loader, image }, { confirm: async () => true, ...options });
}
