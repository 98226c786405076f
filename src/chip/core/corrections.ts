import { SEV } from './instruction-table.js';
import type { Rp2040Core } from './rp2040-core.js';

/**
 * Executes the instructions that rp2040js 1.4.1 gets wrong, after the ARMv6-M manual A6.7, and returns
 * their cycles: carry of shifts by a register amount of 0 or above 32, V of ADC and SBC at the limits,
 * write-back of STM when the base is in the list, SEV.
 */
export function executeCorrected(core: Rp2040Core, opcode: number): number {
  const cycles = execute(core, opcode);
  core.PC += 2;
  core.cycles += cycles;
  return cycles;
}

function execute(core: Rp2040Core, opcode: number): number {
  if (opcode === SEV) {
    core.eventRegistered = true;
    return 1;
  }
  return opcode >> 12 === 0b1100 ? storeMultiple(core, opcode) : dataProcessing(core, opcode);
}

function storeMultiple(core: Rp2040Core, opcode: number): number {
  const base = (opcode >> 8) & 7;
  let address = core.registers[base] ?? 0;
  let count = 0;
  for (let register = 0; register < 8; register += 1) {
    if (!(opcode & (1 << register))) continue;
    core.writeUint32(address, core.registers[register] ?? 0);
    address += 4;
    count += 1;
  }
  core.registers[base] = address;
  return 1 + count;
}

function dataProcessing(core: Rp2040Core, opcode: number): number {
  const destination = opcode & 7;
  const left = core.registers[destination] ?? 0;
  const right = core.registers[(opcode >> 3) & 7] ?? 0;
  const operation = (opcode >> 6) & 0xf;
  const result =
    operation === 0b0101
      ? addWithCarry(core, left, right)
      : operation === 0b0110
        ? addWithCarry(core, left, ~right >>> 0)
        : shift(core, operation, left, right & 0xff);
  core.registers[destination] = result;
  core.N = result >>> 31 === 1;
  core.Z = result === 0;
  return 1;
}

function addWithCarry(core: Rp2040Core, left: number, right: number): number {
  const carry = core.C ? 1 : 0;
  const unsigned = left + right + carry;
  const signed = (left | 0) + (right | 0) + carry;
  const result = unsigned >>> 0;
  core.C = unsigned > 0xffffffff;
  core.V = (result | 0) !== signed;
  return result;
}

function shift(core: Rp2040Core, operation: number, value: number, amount: number): number {
  if (amount === 0) return value;
  switch (operation) {
    case 0b0010:
      core.C = amount <= 32 && ((value >>> (32 - amount)) & 1) === 1;
      return amount < 32 ? (value << amount) >>> 0 : 0;
    case 0b0011:
      core.C = amount <= 32 && ((value >>> (amount - 1)) & 1) === 1;
      return amount < 32 ? value >>> amount : 0;
    case 0b0100: {
      const effective = Math.min(amount, 32);
      core.C = ((value >>> (effective - 1)) & 1) === 1;
      return (effective < 32 ? value >> effective : value >> 31) >>> 0;
    }
    default: {
      const turn = amount & 31;
      const result = turn === 0 ? value : ((value >>> turn) | (value << (32 - turn))) >>> 0;
      core.C = result >>> 31 === 1;
      return result;
    }
  }
}
