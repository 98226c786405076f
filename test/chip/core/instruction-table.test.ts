import { expect, test } from 'vitest';
import { instructionKinds, Kind } from '../../../src/chip/core/instruction-table.js';

// Every 16-bit encoding of ARMv6-M, from the encoding diagrams of the manual A6.7; x stands for any bit.
const encodings = [
  '000xxxxxxxxxxxxx', // shift by immediate, ADDS and SUBS of three operands
  '001xxxxxxxxxxxxx', // MOVS, CMP, ADDS, SUBS immediate
  '010000xxxxxxxxxx', // data processing
  '01000100xxxxxxxx', // ADD high
  '0100010101xxxxxx', // CMP high; two low registers are UNPREDICTABLE
  '010001011xxxxxxx',
  '01000110xxxxxxxx', // MOV
  '010001110xxxx000', // BX
  '010001111xxxx000', // BLX
  '01001xxxxxxxxxxx', // LDR literal
  '0101xxxxxxxxxxxx', // load and store, register offset
  '011xxxxxxxxxxxxx', // LDR, STR, LDRB, STRB immediate
  '1000xxxxxxxxxxxx', // LDRH, STRH immediate
  '1001xxxxxxxxxxxx', // LDR, STR on SP
  '1010xxxxxxxxxxxx', // ADR, ADD SP
  '10110000xxxxxxxx', // ADD SP, SUB SP
  '10110010xxxxxxxx', // extend
  '1011010xxxxxxxxx', // PUSH
  '1011110xxxxxxxxx', // POP
  '10110110011x0010', // CPSIE i, CPSID i
  '1011101000xxxxxx', // REV
  '1011101001xxxxxx', // REV16
  '1011101011xxxxxx', // REVSH
  '10111110xxxxxxxx', // BKPT
  '10111111xxxx0000', // hints
  '1100xxxxxxxxxxxx', // STM, LDM
  '11010xxxxxxxxxxx', // conditional branch
  '110110xxxxxxxxxx',
  '1101110xxxxxxxxx',
  '11011111xxxxxxxx', // SVC
  '11100xxxxxxxxxxx', // B
];

// Encodings that the diagrams contain but the text calls UNPREDICTABLE.
const unpredictable = [
  '0100010011111111', // ADD PC, PC
  '010001011xxxx111', // CMP high with the PC as first operand
  '01000101x1111xxx', // CMP high with the PC as second operand
  '0100011111111000', // BLX PC
  '1011010000000000', // PUSH of nothing
  '1011110000000000', // POP of nothing
  '1100xxxx00000000', // STM and LDM of nothing
];

const matches = (opcode: number, pattern: string): boolean => {
  const bits = opcode.toString(2).padStart(16, '0');
  return [...pattern].every((wanted, index) => wanted === 'x' || wanted === bits[index]);
};

const hit = (patterns: readonly string[], opcode: number): boolean =>
  patterns.some((pattern) => matches(opcode, pattern));

test('what executes is what ARMv6-M defines', () => {
  const wrong: string[] = [];
  for (let opcode = 0; opcode < 0xe800; opcode += 1) {
    const isDefined = hit(encodings, opcode) && !hit(unpredictable, opcode);
    if (isDefined !== (instructionKinds[opcode] !== Kind.Undefined)) wrong.push(opcode.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('everything from 0xE800 on is half of a 32-bit instruction', () => {
  expect(instructionKinds.subarray(0xe800).every((kind) => kind === Kind.Wide)).toBe(true);
});
