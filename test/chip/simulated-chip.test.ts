import { describe, expect, test } from 'vitest';
import { BusError, type FlashOperation, SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { deviceOf, newF4, newL4, setWord, wordAt, words } from './support/chips.js';
import { codeAddress, prepare, run, stackTop, thumb } from './support/thumb.js';

const flash = 0x08000000;

describe('identity', () => {
  test.each([
    ['STM32F401RE', 0x433, 0x1fff7a22, 512],
    ['STM32F429ZI', 0x419, 0x1fff7a22, 2048],
    ['STM32L476RG', 0x415, 0x1fff75e0, 1024],
    ['STM32L4R5ZI', 0x470, 0x1fff75e0, 2048],
  ])('%s', (name, devId, sizeAddress, flashKb) => {
    const chip = SimulatedChip.create(deviceOf(name));
    expect(wordAt(chip, 0xe0042000) & 0xfff).toBe(devId);
    expect(chip.readMemory(sizeAddress, 2)).toEqual(Uint8Array.of(flashKb & 0xff, flashKb >> 8));
    chip.bench.setDevId(0x411);
    expect(wordAt(chip, 0xe0042000) & 0xfff).toBe(0x411);
  });

  test('the UID follows from the device, or is the given one', () => {
    const uid = Uint8Array.from({ length: 12 }, (_, index) => index + 1);
    expect(newF4().readMemory(0x1fff7a10, 12)).toEqual(newF4().readMemory(0x1fff7a10, 12));
    expect(newF4({ uid }).readMemory(0x1fff7a10, 12)).toEqual(uid);
  });

  test('PWR_CR1 tells voltage scaling range 1, and can be told another', () => {
    const chip = newL4();
    chip.bench.gatePowerClock(false);
    expect((wordAt(chip, 0x40007000) >>> 9) & 3).toBe(1);
    chip.bench.setVoltageScaling(2);
    expect((wordAt(chip, 0x40007000) >>> 9) & 3).toBe(2);
  });

  test('with its clock gated PWR reads zero until RCC_APB1ENR1.PWREN is set', () => {
    const chip = newL4();
    expect(wordAt(chip, 0x40007000)).toBe(0);
    setWord(chip, 0x40021058, 1 << 28);
    expect((wordAt(chip, 0x40007000) >>> 9) & 3).toBe(1);
  });
});

describe('memory access', () => {
  test('auto uses the widest access that fits, a forced width is kept to', () => {
    const chip = newF4();
    const seen: string[] = [];
    chip.onAccess(({ kind, width, master }) => seen.push(`${master} ${kind} ${width}`));
    chip.writeMemory(0x20000001, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    chip.readMemory(0x20000000, 2, 1);
    expect(seen).toEqual([
      'debug write 1',
      'debug write 2',
      'debug write 4',
      'debug write 1',
      'debug read 1',
      'debug read 1',
    ]);
    expect(chip.readMemory(0x20000001, 8)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  });

  test('nothing mapped, and an unaligned forced width, are bus errors with the address', () => {
    const chip = newF4();
    const attempt = (access: () => unknown): unknown => {
      try {
        return access();
      } catch (error) {
        return error;
      }
    };
    expect(attempt(() => chip.readMemory(0x20017ffc, 8))).toMatchObject({
      address: 0x20018000,
      write: false,
    });
    expect(attempt(() => chip.writeMemory(0x1fff7c00, Uint8Array.of(0)))).toMatchObject({
      address: 0x1fff7c00,
      write: true,
    });
    expect(attempt(() => chip.readMemory(0x20000002, 4, 4))).toBeInstanceOf(BusError);
    expect(attempt(() => chip.readMemory(0xfffffffc, 8))).toBeInstanceOf(BusError);
  });

  test('every access takes chip time', () => {
    const chip = newF4();
    const before = chip.timeUs;
    chip.readMemory(0x20000000, 40);
    expect(chip.timeUs - before).toBe(100);
    expect(chip.counters.debugAccesses).toBe(10);
  });

  test('the RAM of the line is there to its last byte', () => {
    const chip = newL4();
    chip.writeMemory(0x20000000 + 96 * 1024 - 1, Uint8Array.of(7));
    expect(chip.readMemory(0x20000000 + 96 * 1024 - 1, 1)[0]).toBe(7);
    expect(() => chip.readMemory(0x20000000 + 96 * 1024, 1)).toThrow(BusError);
  });

  test('a forbidden range faults the core, not the debugger', () => {
    const chip = newF4();
    chip.bench.forbid(0x20000800, 4);
    run(chip, [thumb.ldrb(1, 0)], { 0: 0x200007ff });
    expect(chip.haltReason).toBe('bkpt');
    run(chip, [thumb.ldrb(1, 0)], { 0: 0x20000803 });
    expect(chip.faultReason).toContain('forbidden');
    expect(chip.readMemory(0x20000800, 4)).toHaveLength(4);
  });
});

describe('run control', () => {
  test('reset halts before the first instruction, at the vectors of the main flash', () => {
    const chip = newF4();
    chip.programFlash([{ address: flash, bytes: words(0x20001000, flash + 9, 0xbe00be00) }]);
    chip.writeMemory(0x20000000, Uint8Array.of(1));
    chip.reset();
    expect(chip.haltReason).toBe('reset');
    expect(chip.readRegister('SP')).toBe(0x20001000);
    expect(chip.readRegister('PC')).toBe(flash + 8);
    expect(chip.readRegister('xPSR')).toBe(0x01000000);
    expect(chip.readMemory(0x20000000, 1)[0]).toBe(1);
    chip.go();
    expect(chip.run(1000)).toBe(true);
    expect(chip.haltReason).toBe('bkpt');
    expect(chip.readRegister('PC')).toBe(flash + 8);
  });

  test('registers keep what is written', () => {
    const chip = newF4();
    const names = ['R0', 'R7', 'R8', 'R12', 'LR', 'PSP', 'MSP'] as const;
    for (const [index, name] of names.entries()) chip.writeRegister(name, 0x10000000 * (index + 1));
    for (const [index, name] of names.entries()) {
      expect(chip.readRegister(name)).toBe(0x10000000 * (index + 1));
    }
    chip.writeRegister('CONTROL', 2);
    expect(chip.readRegister('SP')).toBe(chip.readRegister('PSP'));
    chip.writeRegister('CONTROL', 0);
    expect(chip.readRegister('SP')).toBe(chip.readRegister('MSP'));
    chip.writeRegister('PRIMASK', 1);
    expect(chip.readRegister('PRIMASK')).toBe(1);
  });

  test('a breakpoint halts in front of its instruction, go passes over it, clearing removes it', () => {
    const chip = newF4();
    prepare(chip, [thumb.movs(0, 1), thumb.movs(0, 2), thumb.branchToSelf]);
    const id = chip.setBreakpoint((codeAddress + 2) | 1);
    chip.go();
    expect(chip.run(1000)).toBe(true);
    expect(chip.haltReason).toBe('breakpoint');
    expect(chip.readRegister('PC')).toBe(codeAddress + 2);
    expect(chip.readRegister('R0')).toBe(1);
    chip.go();
    expect(chip.run(100)).toBe(false);
    chip.halt();
    expect(chip.haltReason).toBe('request');
    expect(chip.readRegister('R0')).toBe(2);
    chip.clearBreakpoint(id);
    prepare(chip, [thumb.movs(0, 1), thumb.movs(0, 2), thumb.branchToSelf]);
    chip.go();
    expect(chip.run(100)).toBe(false);
  });

  test('run stops at its time, one instruction late at most', () => {
    const chip = newF4();
    prepare(chip, [thumb.branchToSelf]);
    chip.go();
    const before = chip.timeUs;
    expect(chip.run(250)).toBe(false);
    expect(chip.timeUs - before).toBeGreaterThanOrEqual(250);
    expect(chip.timeUs - before).toBeLessThan(251);
  });

  test('step executes one instruction', () => {
    const chip = newF4();
    prepare(chip, [thumb.movs(0, 9), thumb.movs(0, 8)]);
    chip.step();
    expect([chip.readRegister('R0'), chip.readRegister('PC')]).toEqual([9, codeAddress + 2]);
    expect(chip.isHalted).toBe(true);
  });

  test('SYSRESETREQ resets: halted with VC_CORERESET, running without', () => {
    const chip = newF4();
    setWord(chip, 0xe000ed0c, 0x05fa0004);
    expect(chip.isHalted).toBe(false);
    setWord(chip, 0xe000edfc, 1);
    setWord(chip, 0xe000ed0c, 0x05fa0004);
    expect(chip.haltReason).toBe('reset');
    setWord(chip, 0xe000ed0c, 0x00000004);
    expect(chip.counters.systemResets).toBe(2);
  });

  test('SYSRESETREQ by the core comes after its instruction', () => {
    const chip = newF4();
    setWord(chip, 0xe000edfc, 1);
    run(chip, [thumb.str(1, 0)], { 0: 0xe000ed0c, 1: 0x05fa0004 });
    expect(chip.haltReason).toBe('reset');
  });

  test('DHCSR halts and lets run', () => {
    const chip = newF4();
    prepare(chip, [thumb.branchToSelf]);
    setWord(chip, 0xe000edf0, 0xa05f0001);
    expect(chip.isHalted).toBe(false);
    setWord(chip, 0xe000edf0, 0xa05f0003);
    expect(chip.haltReason).toBe('request');
    expect(wordAt(chip, 0xe000edf0) & (1 << 17)).not.toBe(0);
  });

  test('a power cycle forgets RAM, breakpoints and the debugger, and runs', () => {
    const chip = newF4();
    chip.writeMemory(0x20000000, new Uint8Array(64));
    chip.setBreakpoint(flash + 8);
    chip.programFlash([{ address: flash, bytes: words(stackTop, flash + 9, 0xe7fee7fe) }]);
    chip.powerCycle();
    expect(chip.isHalted).toBe(false);
    expect(chip.run(1000)).toBe(false);
    expect(chip.bench.peek(0x20000000, 64).filter((byte) => byte === 0).length).toBeLessThan(4);
  });

  test('RAM and registers hold anything after power-on, and the same each time', () => {
    const [one, other] = [newF4(), newF4()];
    expect(new Set(one.readMemory(0x20000000, 256)).size).toBeGreaterThan(100);
    expect(one.readMemory(0x20000000, 256)).toEqual(other.readMemory(0x20000000, 256));
    expect(one.readRegister('R0')).not.toBe(0);
    expect(one.readRegister('R12')).not.toBe(one.readRegister('R0'));
  });
});

describe('programFlash', () => {
  test('erases the touched sectors only and programs', () => {
    const chip = newF4();
    chip.bench.poke(flash, new Uint8Array(0x10000));
    const phases = new Set<string>();
    chip.programFlash([{ address: flash + 0x4100, bytes: Uint8Array.of(1, 2, 3) }], ({ phase }) =>
      phases.add(phase),
    );
    expect(chip.readMemory(flash + 0x3fff, 1)[0]).toBe(0);
    expect(chip.readMemory(flash + 0x40ff, 5)).toEqual(Uint8Array.of(0xff, 1, 2, 3, 0xff));
    expect(chip.readMemory(flash + 0x8000, 1)[0]).toBe(0);
    expect([...phases]).toEqual(['erase', 'program']);
    expect(chip.counters).toMatchObject({ flashOperations: 2, otpOperations: 0 });
  });

  test('on L4 spends no double word of all ones', () => {
    const chip = newL4();
    const operations: FlashOperation[] = [];
    chip.onOperation((operation) => operations.push(operation));
    const bytes = new Uint8Array(32).fill(0xff);
    bytes[9] = 0;
    chip.programFlash([{ address: flash, bytes }]);
    expect(operations).toEqual([
      { kind: 'erase', area: 'main', address: flash },
      { kind: 'program', area: 'main', address: flash + 8 },
    ]);
  });

  test.each([0x1fff7800, flash - 4, flash + 512 * 1024 - 2])(
    'refuses 0x%x with CHIP_FLASH_RANGE',
    (address) => {
      const chip = newF4();
      const attempt = (): void => chip.programFlash([{ address, bytes: new Uint8Array(4) }]);
      expect(attempt).toThrow(OtpforgeError);
      expect(attempt).toThrow(expect.objectContaining({ code: 'CHIP_FLASH_RANGE' }));
      expect(chip.counters.flashOperations).toBe(0);
    },
  );

  test('refuses at read protection level 1', () => {
    const chip = newF4();
    chip.bench.setReadProtection(1);
    expect(() => chip.programFlash([{ address: flash, bytes: new Uint8Array(4) }])).toThrow(
      expect.objectContaining({ code: 'CHIP_FLASH_PROTECTED' }),
    );
  });
});
