import type { Bank, DebugPortIds } from './bank.js';

/** Of a Cortex-M3 and M4 (RM0090 §38.6.3), which every bank of format 1 was for. */
const cortexM4: DebugPortIds = { tap: 0x4ba00477, dpidr: 0x2ba01477, apIdr: 0x24770011 };

/** What the debug port of a bank's chips says of itself. */
export function debugPortOf({ debugPort }: Bank): DebugPortIds {
  return debugPort ?? cortexM4;
}
