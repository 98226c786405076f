import { readFile } from 'node:fs/promises';
import type { Device } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { type Bench, loaderAt, scratchArea } from '../../src/hwcheck/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { SimProbe } from '../../src/probe/sim.js';

/** What checks work on, with a simulated chip that the test can reach too. */
export async function benchOf(
  device: Device,
  own: Partial<Bench> = {},
): Promise<Bench & { readonly chip: SimulatedChip }> {
  const chip = SimulatedChip.create(device);
  const loader = await loadBuiltLoader(device.bank);
  const { address } = scratchArea(device);
  return {
    chip,
    device,
    loader,
    ...{ probe: new SimProbe(chip), medium: 'simulated' as const, given: {} },
    scratchLoader: loaderAt(await readFile(loader.file), loader.file, device.bank, address),
    powerCycle: async () => false,
    ...{ kill: undefined, pull: undefined },
    ...own,
  };
}
