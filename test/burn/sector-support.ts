import type { Device } from '../../src/bank/index.js';
import { type ProgramOptions, programUnit, type UnitJudge } from '../../src/burn/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import type { SparseImage } from '../../src/image/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { l476 } from '../support/banks.js';
import { sectorDevice } from '../support/sector.js';
import { type Bend, type Rig, rig } from './support.js';

/** An STM32L476 whose last pages count as a reserved sector. */
export function sectorRig(bend?: Bend, device: Device = sectorDevice): Rig {
  return rig(device, bend, SimulatedChip.create(l476));
}

/** Programs firmware; the loader of the chip's OTP burns nothing in the sector. */
export async function burnBesideSector(
  { probe, device }: Rig,
  image: SparseImage,
  options: Partial<ProgramOptions> = {},
  judge?: UnitJudge,
) {
  const loader = await loadBuiltLoader(l476.bank);
  return programUnit(
    { probe, device, loader, image, unit: judge },
    { confirm: async () => true, ...options },
  );
}
