/** SCB_CPUID, which every Cortex-M has here. */
export const cpuidAddress = 0xe000ed00;

// CPUID.PARTNO, bits 15:4 (Armv7-M manual B3.2.3, Armv6-M B3.2.3, Armv8-M D1.2).
const parts: Readonly<Record<string, number>> = {
  'Cortex-M0': 0xc20,
  'Cortex-M0+': 0xc60,
  'Cortex-M1': 0xc21,
  'Cortex-M3': 0xc23,
  'Cortex-M4': 0xc24,
  'Cortex-M7': 0xc27,
  'Cortex-M23': 0xd20,
  'Cortex-M33': 0xd21,
};

/** CPUID.PARTNO of a word of CPUID. */
export function partOfCpuid(cpuid: number): number {
  return (cpuid >>> 4) & 0xfff;
}

/** What the core with a part number is called. */
export function coreOfPart(part: number): string | undefined {
  return Object.keys(parts).find((core) => parts[core] === part);
}

/** The part number of a core as a description calls it. */
export function partOfCore(described: string): number | undefined {
  const core = Object.keys(parts).find((name) => isCore(described, name));
  return core === undefined ? undefined : parts[core];
}

/** Whether a description means a core: "Cortex-M4F" is a Cortex-M4, but Cortex-M33 is not M3, nor M0+ M0. */
export function isCore(described: string, core: string): boolean {
  const rest = described.slice(core.length);
  return described.toUpperCase().startsWith(core.toUpperCase()) && !/^[\d+]/.test(rest);
}
