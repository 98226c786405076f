import type { RegisterName } from '../../target/index.js';
import { coreRegisters } from '../../target/index.js';

/** Indices of JLINKARM_ReadRegs on Cortex-M, as public bindings agree on them; names at run time win. */
const documented: Readonly<Record<RegisterName, number>> = {
  R0: 0,
  R1: 1,
  R2: 2,
  R3: 3,
  R4: 4,
  R5: 5,
  R6: 6,
  R7: 7,
  R8: 8,
  R9: 9,
  R10: 10,
  R11: 11,
  R12: 12,
  SP: 13,
  LR: 14,
  PC: 15,
  xPSR: 16,
  MSP: 17,
  PSP: 18,
  PRIMASK: 24,
  CONTROL: 27,
};

export type RegisterIndices = Readonly<Record<RegisterName, number>>;

/**
 * Bit 0 of a register in the library's word: PRIMASK, BASEPRI, FAULTMASK and CONTROL keep the byte lane that they have in
 * CFBP, and CONTROL's is 31:24 (JLINKARM_Const.h).
 */
export function laneOf(name: RegisterName): number {
  return name === 'CONTROL' ? 24 : 0;
}

/** Matches the library's own register names ("R13 (SP)", "R15 (PC)", "XPSR") to ours. */
export function registerIndices(listed: readonly { index: number; name: string }[]): RegisterIndices {
  const found = { ...documented };
  for (const { index, name } of listed) {
    const known = registerNamed(name);
    if (known) found[known] = index;
  }
  return found;
}

function registerNamed(text: string): RegisterName | undefined {
  const [plain = '', alias] = text.toUpperCase().split(/[ ()]+/);
  return registerByName.get(alias || plain) ?? registerByName.get(plain);
}

const registerByName: ReadonlyMap<string, RegisterName> = new Map([
  ...coreRegisters.map((name) => [name.toUpperCase(), name] as const),
  ['R13', 'SP'] as const,
  ['R14', 'LR'] as const,
  ['R15', 'PC'] as const,
]);
