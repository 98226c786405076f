import { type ComponentId, Designer } from './component-id.js';

/** A ROM table, and the distance from it to each part with the bits "present" and "32 bits" (ADIv5 D3.2). */
export interface RomTableFacts {
  readonly base: number;
  /** Arm's number of it; undefined in ST's own table, which repeats the DEV_ID. */
  readonly part: number | undefined;
  readonly entries: readonly number[];
}

/** The debug parts of a core: ROM tables from the one that the AHB-AP points to, and Arm's numbers of the others. */
export interface CoreParts {
  readonly romTables: readonly [RomTableFacts, ...RomTableFacts[]];
  readonly scs: number;
  readonly dwt: number;
  readonly fpb: number;
  /** The class of these three: 9, CoreSight, since ARMv8-M; generic IP where this is left out. */
  readonly componentClass?: number;
}

/** The parts of the core with this CPUID; those of a Cortex-M4 for a core that nobody knows. */
export function corePartsOf(cpuid: number): CoreParts {
  return parts[(cpuid >>> 4) & 0xfff] ?? m4;
}

/** What one of these parts says of itself. */
export function componentOf(
  { componentClass = 0xe, ...parts }: CoreParts,
  part: 'scs' | 'dwt' | 'fpb',
): ComponentId {
  return { componentClass, designer: Designer.Arm, part: parts[part] };
}

const base = 0xe00ff000;
// SCS, DWT and FPB; ITM, TPIU and ETM are not modelled (ARMv7-M manual C1.4.1).
export const armv7mEntries = [0xfff0f003, 0xfff02003, 0xfff03003, 0xfff01002, 0xfff41002, 0xfff42002];

// ST's table is the core's own (RM0090 §38.13, RM0351 §48.13).
const m4: CoreParts = {
  romTables: [{ base, part: undefined, entries: armv7mEntries }],
  scs: 0x00c,
  dwt: 0x002,
  fpb: 0x003,
};

const parts: Readonly<Record<number, CoreParts>> = {
  // Cortex-M3
  3107: { ...m4, scs: 0x000 },
  // Cortex-M7: ST's table, that of the processor, that of the private peripheral bus (RM0410 §40.14).
  3111: {
    romTables: [
      { base: 0xe00fd000, part: undefined, entries: [0x1003] },
      { base: 0xe00fe000, part: 0x4c8, entries: [0x1003] },
      { base, part: 0x4c7, entries: armv7mEntries },
    ],
    scs: 0x00c,
    dwt: 0x002,
    fpb: 0x00e,
  },
  // Cortex-M33: ST's table, and that of the core.
  3361: {
    romTables: [
      { base: 0xe00fe000, part: undefined, entries: [0x1003] },
      { base, part: 0x4c9, entries: armv7mEntries },
    ],
    scs: 0xd21,
    dwt: 0xd21,
    fpb: 0xd21,
    componentClass: 9,
  },
  // Cortex-M0+: ST's table, and that of the core (ARMv6-M manual C1.2).
  3168: {
    romTables: [
      { base: 0xf0000000, part: undefined, entries: [0xf00ff003] },
      { base, part: 0x4c0, entries: armv7mEntries.slice(0, 3) },
    ],
    scs: 0x008,
    dwt: 0x00a,
    fpb: 0x00b,
  },
};
