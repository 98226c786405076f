import type { RegisterBlock } from '../memory/region.js';
import { Designer, readComponentId } from './component-id.js';

export const ROM_TABLE_BASE = 0xe00ff000;

const MEMTYPE = 0xfcc;
const SYSTEM_MEMORY = 1;

// Format, present, and the distance from the table (ARMv7-M manual C1.4.1); ITM, TPIU and ETM are not modelled.
const entries = [0xfff0f003, 0xfff02003, 0xfff03003, 0xfff01002, 0xfff41002, 0xfff42002];

/** The ROM table that the AHB-AP points to. Its part number is the DEV_ID (RM0090 §38.13, RM0351 §48.13). */
export class RomTable implements RegisterBlock {
  readonly #devId: () => number;

  constructor(devId: () => number) {
    this.#devId = devId;
  }

  readRegister(offset: number): number {
    if (offset === MEMTYPE) return SYSTEM_MEMORY;
    const id = { componentClass: 1, designer: Designer.St, part: this.#devId() };
    return entries[offset >>> 2] ?? readComponentId(id, offset);
  }

  writeRegister(): void {}
}
