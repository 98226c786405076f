import type { Rp2040Core } from '../core/rp2040-core.js';

const ISER = 0x100;
const ICER = 0x180;
const ISPR = 0x200;
const ICPR = 0x280;
const IPR = 0x400;

/** The 32 interrupts that rp2040js has, at the NVIC's offsets in the system control space. */
export function readNvic(core: Rp2040Core, offset: number): number {
  if (offset === ISER || offset === ICER) return core.enabledInterrupts >>> 0;
  if (offset === ISPR || offset === ICPR) return core.pendingInterrupts >>> 0;
  if (offset < IPR || offset >= IPR + 32) return 0;
  let value = 0;
  for (let byte = 0; byte < 4; byte += 1) {
    const bit = 1 << (offset - IPR + byte);
    const priority = core.interruptPriorities.findIndex((mask) => mask & bit);
    value |= (priority & 3) << (8 * byte + 6);
  }
  return value >>> 0;
}

export function writeNvic(core: Rp2040Core, offset: number, value: number): void {
  if (offset === ISER) core.enabledInterrupts |= value;
  else if (offset === ICER) core.enabledInterrupts &= ~value;
  else if (offset === ISPR) core.pendingInterrupts |= value;
  else if (offset === ICPR) core.pendingInterrupts &= ~value;
  else if (offset >= IPR && offset < IPR + 32) writePriorities(core, offset - IPR, value);
  core.interruptsUpdated = true;
}

function writePriorities(core: Rp2040Core, first: number, value: number): void {
  for (let byte = 0; byte < 4; byte += 1) {
    const bit = 1 << (first + byte);
    const priority = (value >>> (8 * byte + 6)) & 3;
    core.interruptPriorities = core.interruptPriorities.map((mask, index) =>
      index === priority ? mask | bit : mask & ~bit,
    );
  }
}
