import { describe, expect, it } from 'vitest';
import { coreOfPart, isCore, partOfCore, partOfCpuid } from '../../src/target/index.js';

describe('a core', () => {
  // Cortex-M3 r2p0, M4 r0p1, M7 r1p0, M0+ r0p1, M33 r0p4: CPUID of their technical reference manuals.
  it.each([
    [0x412fc230, 'Cortex-M3'],
    [0x410fc241, 'Cortex-M4'],
    [0x411fc270, 'Cortex-M7'],
    [0x410cc601, 'Cortex-M0+'],
    [0x410fd214, 'Cortex-M33'],
  ])('is known by CPUID %i: %s', (cpuid, core) => {
    expect(coreOfPart(partOfCpuid(cpuid))).toBe(core);
    expect(partOfCore(core)).toBe(partOfCpuid(cpuid));
  });

  it('is not known by another part number or name', () => {
    expect(coreOfPart(0xcff)).toBeUndefined();
    expect(partOfCore('Cortex-X9')).toBeUndefined();
    expect(partOfCore('constructor')).toBeUndefined();
  });

  it('is meant by what says more of it, and by no longer number', () => {
    expect(partOfCore('cortex-m4f')).toBe(0xc24);
    expect(partOfCore('Cortex-M0+')).toBe(0xc60);
    expect(isCore('Cortex-M33', 'Cortex-M3')).toBe(false);
    expect(isCore('Cortex-M0+', 'Cortex-M0')).toBe(false);
  });
});
