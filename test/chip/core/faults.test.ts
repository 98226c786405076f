import { describe, expect, test } from 'vitest';
import type { SimulatedChip } from '../../../src/chip/index.js';
import { halfwords, newF4, wordAt, words } from '../support/chips.js';
import { codeAddress, prepare, run, type StartRegisters, stackTop, thumb } from '../support/thumb.js';

const frameAddress = stackTop - 0x20;

// IPSR 3 and the address of the faulting instruction on the stack: what a debugger finds after a HardFault.
function expectHardFault(chip: SimulatedChip, at = codeAddress): void {
  expect(chip.haltReason).toBe('hardfault');
  expect(chip.readRegister('xPSR') & 0x3f).toBe(3);
  expect(wordAt(chip, frameAddress + 0x18)).toBe(at);
  expect(chip.counters.hardFaults).toBe(1);
}

describe('what rp2040js only logs is a HardFault', () => {
  const illegal: readonly (readonly [string, readonly number[]])[] = [
    ['UDF', [0xde00]],
    ['CBZ of ARMv7-M', [0xb100]],
    ['IT of ARMv7-M', [0xbf08]],
    ['SETEND', [0xb650]],
    ['an unallocated opcode', [0xba80]],
    ['PUSH of nothing', [0xb400]],
    ['LDM of nothing', [0xc800]],
    ['CPSID with no bit', [0xb670]],
    ['BX with low bits set', [0x4701]],
    ['MOVW', [0xf240, 0x0001]],
    ['LDR.W', [0xf8d0, 0x0000]],
    ['UDIV', [0xfbb0, 0xf0f1]],
    ['B.W', [0xf000, 0xb800]],
    ['BLX immediate', [0xf000, 0xe800]],
    ['UDF.W', [0xf7f0, 0xa000]],
    ['STRD', [0xe9c0, 0x0100]],
    ['a coprocessor instruction', [0xee00, 0x0a10]],
    ['MSR to BASEPRI, which ARMv6-M does not have', [0xf380, 0x8811]],
    ['MRS into SP', [0xf3ef, 0x8d08]],
  ];
  test.each(illegal)('%s', (_, code) => {
    const chip = newF4();
    run(chip, code);
    expectHardFault(chip);
  });

  const unaligned: readonly (readonly [string, number])[] = [
    ['LDR', thumb.ldr(1, 0)],
    ['LDRH', thumb.ldrh(1, 0)],
    ['STR', thumb.str(1, 0)],
    ['STRH', thumb.strh(1, 0)],
    ['LDM', thumb.ldm(0, 0b0110)],
    ['STM', thumb.stm(0, 0b0110)],
  ];
  test.each(unaligned)('unaligned %s', (_, opcode) => {
    const chip = newF4();
    run(chip, [opcode], { 0: 0x20000801 });
    expectHardFault(chip);
  });

  const nowhere: readonly (readonly [string, number, number])[] = [
    ['a load past RAM', thumb.ldr(1, 0), 0x20018000],
    ['a store past RAM', thumb.strb(1, 0), 0x20018000],
    ['a load between the areas', thumb.ldrb(1, 0), 0x1fff7000],
    ['a store to a missing peripheral', thumb.str(1, 0), 0x40020000],
  ];
  test.each(nowhere)('%s', (_, opcode, address) => {
    const chip = newF4();
    run(chip, [opcode], { 0: address });
    expectHardFault(chip);
  });

  const nowhereToRun: readonly (readonly [string, number])[] = [
    ['unmapped memory', 0x60000000],
    ['the end of RAM', 0x20018000],
    ['OTP', 0x1fff7800],
    ['a peripheral', 0x40023c00],
    ['the system control space', 0xe000ed00],
  ];
  test.each(nowhereToRun)('execution from %s', (_, address) => {
    const chip = newF4();
    run(chip, [thumb.bx(0)], { 0: address | 1 });
    expectHardFault(chip, address);
  });

  test('an instruction that runs over the end of RAM', () => {
    const chip = newF4();
    chip.writeMemory(0x20017ffe, halfwords(0xf000));
    run(chip, [thumb.bx(0)], { 0: 0x20017fff });
    expectHardFault(chip, 0x20017ffe);
  });
});

describe('the T bit', () => {
  const target = codeAddress + 2;
  const cases: readonly (readonly [string, readonly number[], StartRegisters])[] = [
    ['BX to an even address', [thumb.bx(0), thumb.nop], { 0: target }],
    ['BLX to an even address', [thumb.blx(0), thumb.nop], { 0: target }],
  ];
  test.each(cases)('%s faults at its target', (_, code, registers) => {
    const chip = newF4();
    run(chip, code, registers);
    expectHardFault(chip, target);
    expect(wordAt(chip, frameAddress + 0x1c) & (1 << 24)).toBe(0);
  });

  test('POP of an even address faults at its target', () => {
    const chip = newF4();
    chip.writeMemory(stackTop - 4, words(target));
    prepare(chip, [thumb.pop(0x100), thumb.bkpt]);
    chip.writeRegister('SP', stackTop - 4);
    chip.go();
    chip.run(1000);
    expectHardFault(chip, target);
  });

  test('xPSR written without T by a debugger faults at once', () => {
    const chip = newF4();
    prepare(chip, [thumb.bkpt]);
    chip.writeRegister('xPSR', 0);
    chip.go();
    chip.run(1000);
    expectHardFault(chip);
  });

  test('an exception vector without bit 0 locks up, since its handler cannot run', () => {
    const chip = newF4();
    chip.programFlash([{ address: 0x08000000, bytes: words(stackTop, 0x08000011, 0, 0x08000010) }]);
    prepare(chip, [0xde00]);
    writeDemcr(chip, 0);
    chip.go();
    chip.run(1000);
    expect(chip.haltReason).toBe('lockup');
  });
});

describe('a fault within a fault is lock-up', () => {
  test('stack push to unmapped memory', () => {
    const chip = newF4();
    prepare(chip, [thumb.push(0x1f), thumb.bkpt]);
    chip.writeRegister('SP', 0x20000000);
    chip.go();
    expect(chip.run(1000)).toBe(true);
    expect(chip.haltReason).toBe('lockup');
    expect(chip.readRegister('PC')).toBe(0xfffffffe);
    expect(chip.faultReason).toContain('0x1FFFFF');
  });

  test('an undefined instruction in the HardFault handler', () => {
    const chip = newF4();
    chip.programFlash([
      { address: 0x08000000, bytes: words(stackTop, 0x08000011, 0, 0x08000011, 0xde00de00) },
    ]);
    prepare(chip, [0xde00]);
    writeDemcr(chip, 0);
    chip.go();
    expect(chip.run(1000)).toBe(true);
    expect(chip.haltReason).toBe('lockup');
    expect(dhcsr(chip) & (1 << 19)).not.toBe(0);
  });

  test('a blank chip locks up from reset', () => {
    const chip = newF4();
    chip.reset();
    chip.go();
    chip.run(1000);
    expect(['hardfault', 'lockup']).toContain(chip.haltReason);
  });

  test('go does not leave lock-up, a reset does', () => {
    const chip = newF4();
    prepare(chip, [thumb.push(1)]);
    chip.writeRegister('SP', 0x20000000);
    chip.go();
    chip.run(1000);
    chip.go();
    expect(chip.run(1000)).toBe(true);
    expect(chip.haltReason).toBe('lockup');
    chip.reset();
    expect(run(chip, [thumb.movs(0, 7)])).toBe(true);
    expect(chip.haltReason).toBe('bkpt');
  });
});

describe('HardFault and the debugger', () => {
  test('without vector catch the handler in flash runs', () => {
    const chip = newF4();
    const handler = words(stackTop, 0x08000011, 0, 0x08000011, 0xe7fee7fe);
    chip.programFlash([{ address: 0x08000000, bytes: handler }]);
    prepare(chip, [0xde00]);
    writeDemcr(chip, 0);
    chip.go();
    expect(chip.run(1000)).toBe(false);
    chip.halt();
    expect(chip.readRegister('PC')).toBe(0x08000010);
    expect(chip.readRegister('xPSR') & 0x3f).toBe(3);
  });

  test('SVC with PRIMASK set escalates', () => {
    const chip = newF4();
    run(chip, [thumb.svc(0)]);
    expectHardFault(chip);
  });

  test('BKPT without a debugger is a HardFault', () => {
    const chip = newF4();
    chip.programFlash([
      { address: 0x08000000, bytes: words(stackTop, 0x08000011, 0, 0x08000015, 0xbe00be00, 0xe7fee7fe) },
    ]);
    chip.powerCycle();
    expect(chip.run(1000)).toBe(false);
    expect(chip.counters.hardFaults).toBe(1);
  });

  test('a value that is no EXC_RETURN faults in the handler', () => {
    const chip = newF4();
    chip.writeMemory(0x20000000, words(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, codeAddress + 5));
    prepare(chip, [thumb.svc(0), thumb.bkpt, thumb.bx(0)], { 0: 0xfffffff5 });
    chip.writeRegister('PRIMASK', 0);
    chip.writeMemory(0xe000ed08, words(0x20000000), 4);
    chip.go();
    chip.run(1000);
    expect(chip.haltReason).toBe('hardfault');
    expect(chip.faultReason).toContain('EXC_RETURN');
  });
});

const writeDemcr = (chip: SimulatedChip, value: number): void =>
  chip.writeMemory(0xe000edfc, words(value), 4);
const dhcsr = (chip: SimulatedChip): number => wordAt(chip, 0xe000edf0);
