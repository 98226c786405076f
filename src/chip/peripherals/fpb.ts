import type { RegisterBlock } from '../memory/region.js';
import { type ComponentId, readComponentId } from './component-id.js';

export const FPB_BASE = 0xe0002000;

const FP_CTRL = 0x0;
const FP_REMAP = 0x4;
const FP_COMP0 = 0x8;
const CTRL_ENABLE = 1 << 0;
const CTRL_KEY = 1 << 1;
const codeComparators = 6;
const literalComparators = 2;
const COMP_ENABLE = 1 << 0;
const COMP_ADDRESS = 0x1ffffffc;

/** The breakpoint unit of a Cortex-M4 (ARMv7-M manual C1.11): breakpoints in the code region, no remapping. */
export class Fpb implements RegisterBlock {
  /** Where the core halts before it executes. */
  breakpoints: readonly number[] = [];
  readonly #id: ComponentId;
  #enabled = false;
  readonly #comparators: number[] = new Array(codeComparators + literalComparators).fill(0);

  constructor(id: ComponentId) {
    this.#id = id;
  }

  readRegister(offset: number): number {
    if (offset === FP_CTRL) {
      return (literalComparators << 8) | (codeComparators << 4) | (this.#enabled ? CTRL_ENABLE : 0);
    }
    if (offset === FP_REMAP) return 0;
    return this.#comparators[(offset - FP_COMP0) >>> 2] ?? readComponentId(this.#id, offset);
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    if (offset === FP_CTRL) {
      if (value & lanes & CTRL_KEY) this.#enabled = (value & CTRL_ENABLE) !== 0;
    } else {
      const index = (offset - FP_COMP0) >>> 2;
      const old = this.#comparators[index];
      if (old === undefined) return;
      this.#comparators[index] = ((old & ~lanes) | (value & lanes & 0xdffffffd)) >>> 0;
    }
    this.#update();
  }

  /** Power-on only: breakpoints outlive a system reset. */
  reset(): void {
    this.#enabled = false;
    this.#comparators.fill(0);
    this.#update();
  }

  #update(): void {
    const code = this.#comparators.slice(0, codeComparators);
    this.breakpoints = this.#enabled ? code.flatMap(breakpointsOf) : [];
  }
}

// REPLACE names the halfword that is a breakpoint: 1 the lower, 2 the upper, 3 both.
function breakpointsOf(comparator: number): readonly number[] {
  if (!(comparator & COMP_ENABLE)) return [];
  const replace = comparator >>> 30;
  const word = comparator & COMP_ADDRESS;
  return [...(replace & 1 ? [word] : []), ...(replace & 2 ? [word + 2] : [])];
}
