import type { Rp2040Core } from './rp2040-core.js';

const SYSM = {
  APSR: 0,
  IAPSR: 1,
  EAPSR: 2,
  XPSR: 3,
  IPSR: 5,
  EPSR: 6,
  IEPSR: 7,
  MSP: 8,
  PSP: 9,
  PRIMASK: 16,
  CONTROL: 20,
};
const known = new Set<number>(Object.values(SYSM));

/**
 * Executes MRS or MSR (ARMv6-M manual B5.2). Returns its cycles, or undefined when the halfwords are neither,
 * or name a register that ARMv6-M does not have.
 */
export function executeSpecial(core: Rp2040Core, first: number, second: number): number | undefined {
  const sysm = second & 0xff;
  if (!known.has(sysm)) return undefined;
  if (first === 0xf3ef && second >> 12 === 0b1000) {
    const destination = (second >> 8) & 0xf;
    if (destination === 13 || destination === 15) return undefined;
    core.registers[destination] = readSpecial(core, sysm);
  } else if (first >> 4 === 0xf38 && second >> 8 === 0x88) {
    const source = first & 0xf;
    if (source === 13 || source === 15) return undefined;
    writeSpecial(core, sysm, core.registers[source] ?? 0);
  } else {
    return undefined;
  }
  core.PC += 4;
  core.cycles += 3;
  return 3;
}

// The execution state reads as zero through MRS.
function readSpecial(core: Rp2040Core, sysm: number): number {
  switch (sysm) {
    case SYSM.APSR:
    case SYSM.EAPSR:
      return core.APSR;
    case SYSM.IAPSR:
    case SYSM.XPSR:
      return core.APSR | core.IPSR;
    case SYSM.IPSR:
    case SYSM.IEPSR:
      return core.IPSR;
    case SYSM.EPSR:
      return 0;
    default:
      return isUnprivileged(core) && sysm !== SYSM.CONTROL ? 0 : core.readSpecialRegister(sysm);
  }
}

function writeSpecial(core: Rp2040Core, sysm: number, value: number): void {
  if (sysm <= SYSM.XPSR) core.APSR = value;
  else if (sysm >= SYSM.MSP && !isUnprivileged(core)) core.writeSpecialRegister(sysm, value);
}

function isUnprivileged(core: Rp2040Core): boolean {
  return core.nPRIV && core.IPSR === 0;
}
