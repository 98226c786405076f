import type { RegisterBlock } from '../memory/region.js';
import { Designer, readComponentId } from './component-id.js';
import type { RomTableFacts } from './core-parts.js';

const MEMTYPE = 0xfcc;
const SYSTEM_MEMORY = 1;

/** A ROM table. The part number of ST's own is the DEV_ID (RM0090 §38.13, RM0351 §48.13). */
export class RomTable implements RegisterBlock {
  readonly #facts: RomTableFacts;
  readonly #devId: () => number;

  constructor(facts: RomTableFacts, devId: () => number) {
    this.#facts = facts;
    this.#devId = devId;
  }

  readRegister(offset: number): number {
    if (offset === MEMTYPE) return SYSTEM_MEMORY;
    const { part, entries } = this.#facts;
    const owner =
      part === undefined ? { designer: Designer.St, part: this.#devId() } : { designer: Designer.Arm, part };
    return entries[offset >>> 2] ?? readComponentId({ componentClass: 1, ...owner }, offset);
  }

  writeRegister(): void {}
}
