import type { RegisterName } from '../../target/index.js';
import type { ArmV6mCore } from './armv6m-core.js';

const EPSR_T = 1 << 24;

/** A core register as a debugger sees it through DCRSR. */
export function readCoreRegister(core: ArmV6mCore, asked: RegisterName): number {
  const { cpu } = core;
  const name = laneOf(core, asked);
  switch (name) {
    case 'SP':
      return cpu.SP >>> 0;
    case 'LR':
      return cpu.LR >>> 0;
    case 'PC':
      return core.pc;
    case 'xPSR':
      return (cpu.APSR | cpu.IPSR | (core.thumb ? EPSR_T : 0)) >>> 0;
    case 'MSP':
      return cpu.SPmain >>> 0;
    case 'PSP':
      return cpu.SPprocess >>> 0;
    case 'PRIMASK':
      return cpu.PM ? 1 : 0;
    case 'CONTROL':
      return (cpu.SPSEL ? 2 : 0) | (cpu.nPRIV ? 1 : 0);
    default:
      return cpu.registers[Number(name.slice(1))] ?? 0;
  }
}

export function writeCoreRegister(core: ArmV6mCore, asked: RegisterName, value: number): void {
  const { cpu } = core;
  const name = laneOf(core, asked);
  switch (name) {
    case 'SP':
      cpu.SP = value;
      break;
    case 'LR':
      cpu.LR = value;
      break;
    case 'PC':
      cpu.PC = (value & ~1) >>> 0;
      cpu.waiting = false;
      core.lockedUp = false;
      break;
    case 'xPSR':
      writeProgramStatus(core, value);
      break;
    case 'MSP':
      cpu.SPmain = value & ~3;
      break;
    case 'PSP':
      cpu.SPprocess = value & ~3;
      break;
    case 'PRIMASK':
      cpu.PM = (value & 1) === 1;
      cpu.interruptsUpdated = true;
      break;
    case 'CONTROL':
      cpu.nPRIV = (value & 1) === 1;
      if (cpu.IPSR === 0) cpu.switchStack(value & 2 ? 1 : 0);
      break;
    default:
      cpu.registers[Number(name.slice(1))] = value;
  }
}

function laneOf({ swapsLanes }: ArmV6mCore, name: RegisterName): RegisterName {
  if (!swapsLanes) return name;
  return name === 'CONTROL' ? 'PRIMASK' : name === 'PRIMASK' ? 'CONTROL' : name;
}

function writeProgramStatus(core: ArmV6mCore, value: number): void {
  const { cpu } = core;
  cpu.APSR = value;
  cpu.IPSR = value & 0x3f;
  cpu.currentMode = cpu.IPSR === 0 ? 0 : 1;
  if (cpu.IPSR !== 0) cpu.switchStack(0);
  core.thumb = (value & EPSR_T) !== 0;
  cpu.interruptsUpdated = true;
}
