import { type Region, type RegisterBlock, registerRegion } from '../memory/region.js';
import type { RomTableFacts } from './core-parts.js';
import { DWT_BASE } from './dwt.js';
import { FPB_BASE } from './fpb.js';
import { RomTable } from './rom-table.js';
import { SCS_BASE } from './scs.js';

/** The debug parts of the core on the bus. */
export interface CoreBlocks {
  /** Made after the bus, which the core behind it needs. */
  readonly scs: () => RegisterBlock;
  readonly fpb: RegisterBlock;
  readonly dwt: RegisterBlock;
  readonly romTables: readonly RomTableFacts[];
  readonly devId: () => number;
}

export function coreRegions({ scs, fpb, dwt, romTables, devId }: CoreBlocks): readonly Region[] {
  const late: RegisterBlock = {
    readRegister: (...read) => scs().readRegister(...read),
    writeRegister: (...write) => scs().writeRegister(...write),
  };
  return [
    registerRegion(SCS_BASE, 0x1000, late),
    registerRegion(FPB_BASE, 0x1000, fpb),
    registerRegion(DWT_BASE, 0x1000, dwt),
    ...romTables.map((facts) => registerRegion(facts.base, 0x1000, new RomTable(facts, devId))),
  ];
}
