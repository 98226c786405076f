import { describe, expect, test } from 'vitest';
import { BusError, type SimulatedChip } from '../../../src/chip/index.js';
import { deviceOf, newL4, setWord, wordAt } from '../support/chips.js';
import { LOCK, l4, PG, programL4, status, unlock } from '../support/flash.js';
import { run, thumb } from '../support/thumb.js';

const OTP = 0x1fff7000;
const WRPERR = 1 << 4;
const PGSERR = 1 << 7;
const PEMPTY = 1 << 17;
const OPTLOCK = 1 << 30;
const ones = 0xffffffff;

describe('FLASH_KEYR', () => {
  test('the keys clear LOCK and leave OPTLOCK', () => {
    const chip = newL4();
    expect(wordAt(chip, l4.CR)).toBe((LOCK | OPTLOCK) >>> 0);
    unlock(chip, l4);
    expect(wordAt(chip, l4.CR)).toBe(OPTLOCK);
    expect(() => setWord(chip, l4.KEYR, 0x45670123)).toThrow(BusError);
    expect(wordAt(chip, l4.CR)).toBe((LOCK | OPTLOCK) >>> 0);
    expect(() => unlock(chip, l4)).toThrow(BusError);
  });

  test('CR takes no write while LOCK', () => {
    const chip = newL4();
    setWord(chip, l4.CR, PG);
    expect(wordAt(chip, l4.CR)).toBe((LOCK | OPTLOCK) >>> 0);
    setWord(chip, OTP, 0);
    expect(status(chip, l4)).toBe(PGSERR);
  });

  test('setting LOCK sets OPTLOCK too', () => {
    const chip = newL4();
    unlock(chip, l4);
    setWord(chip, l4.OPTKEYR, 0x08192a3b);
    setWord(chip, l4.OPTKEYR, 0x4c5d6e7f);
    expect(wordAt(chip, l4.CR)).toBe(0);
    setWord(chip, l4.CR, LOCK);
    expect(wordAt(chip, l4.CR)).toBe((LOCK | OPTLOCK) >>> 0);
  });
});

describe('BSY', () => {
  test('writes and reads of CR and flash stall and are counted', () => {
    const chip = newL4();
    unlock(chip, l4);
    setWord(chip, l4.CR, PG);
    // STR, STR: program; STR CR | STR OTP+8, OTP+12 | LDR
    run(chip, [thumb.str(1, 0), thumb.str(1, 0, 4), thumb.str(2, 3)], { 0: OTP, 1: 0, 2: PG, 3: l4.CR });
    run(chip, [thumb.str(1, 0, 8), thumb.str(1, 0, 12), thumb.str(1, 0, 16), thumb.str(1, 0, 20)], {
      0: OTP,
    });
    status(chip, l4);
    run(chip, [thumb.str(1, 0, 24), thumb.str(1, 0, 28), thumb.ldr(4, 0, 24)], { 0: OTP });
    expect(chip.readRegister('R4')).toBe(0);
    expect(chip.counters).toMatchObject({
      controlWritesWhileBusy: 1,
      arrayWritesWhileBusy: 1,
      arrayReadsWhileBusy: 1,
      otpOperations: 4,
    });
  });
});

describe('data cache', () => {
  const DCEN = 1 << 10;
  const DCRST = 1 << 12;

  test('is on after reset, and a cached double word goes stale', () => {
    const chip = newL4();
    expect(wordAt(chip, l4.ACR)).toBe(0x600);
    const readByCore = (): number => {
      run(chip, [thumb.ldr(1, 0)], { 0: OTP });
      return chip.readRegister('R1');
    };
    expect(readByCore()).toBe(ones);
    programL4(chip, OTP, 0x12345678, 0);
    expect(readByCore()).toBe(ones);
    // A debugger's reads of the code region come by the DCode bus too.
    expect(wordAt(chip, OTP)).toBe(ones);
    setWord(chip, l4.ACR, DCEN | DCRST);
    expect(readByCore()).toBe(ones);
    setWord(chip, l4.ACR, 0);
    expect(readByCore()).toBe(0x12345678);
    setWord(chip, l4.ACR, DCEN);
    expect(readByCore()).toBe(ones);
    setWord(chip, l4.ACR, 0);
    setWord(chip, l4.ACR, DCRST);
    setWord(chip, l4.ACR, 0);
    setWord(chip, l4.ACR, DCEN);
    expect(readByCore()).toBe(0x12345678);
  });

  test('a line holds four double words, so that a neighbour that was never read goes stale too', () => {
    const chip = newL4();
    wordAt(chip, OTP + 24);
    programL4(chip, OTP, 0x12345678, 0);
    programL4(chip, OTP + 32, 0x12345678, 0);
    expect(wordAt(chip, OTP)).toBe(ones);
    expect(wordAt(chip, OTP + 32)).toBe(0x12345678);
    chip.reset();
    expect(wordAt(chip, OTP)).toBe(0x12345678);
  });

  test('eight lines are kept', () => {
    const chip = newL4();
    chip.readMemory(OTP, 9 * 32);
    programL4(chip, OTP, 0x12345678, 0);
    programL4(chip, OTP + 32, 0x12345678, 0);
    expect(wordAt(chip, OTP + 32)).toBe(ones);
    expect(wordAt(chip, OTP)).toBe(0x12345678);
  });
});

describe('PEMPTY', () => {
  test('toggles with every 1 on the lines that have it', () => {
    const chip = newL4('STM32L432KC');
    expect(wordAt(chip, l4.SR)).toBe(PEMPTY);
    setWord(chip, l4.SR, PEMPTY);
    expect(wordAt(chip, l4.SR)).toBe(0);
    setWord(chip, l4.SR, ones);
    expect(wordAt(chip, l4.SR)).toBe(PEMPTY);
    setWord(chip, l4.SR, 0xc3fb);
    expect(wordAt(chip, l4.SR)).toBe(PEMPTY);
  });

  test('decides what the next reset boots, and follows the flash only at power-on', () => {
    const chip = newL4('STM32L432KC');
    chip.programFlash([{ address: 0x08000000, bytes: Uint8Array.of(0, 0x10, 0, 0x20, 0x41, 0, 0, 0x08) }]);
    chip.reset();
    expect(chip.readRegister('PC')).toBe(0x1fff0008);
    chip.go();
    expect(chip.run(1000)).toBe(false);
    chip.powerCycle();
    chip.halt();
    expect(wordAt(chip, l4.SR)).toBe(0);
    chip.reset();
    expect(chip.readRegister('PC')).toBe(0x08000040);
  });

  test.each(['STM32L476RG', 'STM32L496ZG'])('does not exist on %s', (name) => {
    const chip = newL4(name);
    setWord(chip, l4.SR, PEMPTY);
    expect(wordAt(chip, l4.SR)).toBe(0);
  });

  test.each(['STM32L412KB', 'STM32L452RE', 'STM32L4R5ZI', 'STM32L4P5ZG'])('exists on %s', (name) => {
    expect(wordAt(newL4(name), l4.SR)).toBe(PEMPTY);
  });
});

describe('read protection', () => {
  test('at level 1 a debugger can neither read nor program OTP; flash code without one can', () => {
    const chip = newL4();
    chip.bench.setReadProtection(1);
    expect(wordAt(chip, l4.OPTR) & 0xff).not.toBe(0xaa);
    expect(() => chip.readMemory(OTP, 4)).toThrow(BusError);
    expect(programL4(chip, OTP, 1, 1)).toBe(WRPERR);
    chip.bench.poke(OTP, Uint8Array.of(0x5a));
    // LDRB R1,[R0] from OTP, STRB into RAM, forever. R0 and R2 come from the literals behind.
    const code = [thumb.nop, 0x4803, 0x4a03, 0x7801, 0x7011, thumb.branchToSelf, 0, 0];
    const image = new Uint8Array(new Uint16Array([0x1000, 0x2000, 0x0009, 0x0800, ...code]).buffer);
    const flash = new Uint8Array(0x20).fill(0);
    flash.set(image);
    new DataView(flash.buffer).setUint32(0x18, OTP, true);
    new DataView(flash.buffer).setUint32(0x1c, 0x20000800, true);
    chip.bench.poke(0x08000000, flash);
    chip.powerCycle();
    expect(chip.run(1000)).toBe(false);
    expect(chip.counters.hardFaults).toBe(0);
    expect(chip.bench.peek(0x20000800, 1)[0]).toBe(0x5a);
  });
});

describe('main flash', () => {
  const PER = 2;
  const MER1 = 4;
  const BKER = 1 << 11;
  const MER2 = 1 << 15;
  const STRT = 1 << 16;
  const erase = (chip: SimulatedChip, control: number): number => {
    unlock(chip, l4);
    setWord(chip, l4.CR, control);
    setWord(chip, l4.CR, control | STRT);
    return status(chip, l4) & 0xffff;
  };
  const blankPages = (chip: SimulatedChip, flashKb: number, page: number): readonly number[] =>
    Array.from({ length: (flashKb * 1024) / page }, (_, index) => index).filter((index) =>
      chip.bench.peek(0x08000000 + index * page, page).every((byte) => byte === 0xff),
    );
  const filled = (name: string): SimulatedChip => {
    const chip = newL4(name);
    chip.bench.poke(0x08000000, new Uint8Array(deviceOf(name).flashKb * 1024));
    return chip;
  };

  test('PER erases one page, BKER picks the bank', () => {
    const chip = filled('STM32L476RG');
    expect(erase(chip, PER | (3 << 3))).toBe(0);
    chip.reset();
    expect(erase(chip, PER | BKER | (5 << 3))).toBe(0);
    expect(blankPages(chip, 1024, 2048)).toEqual([3, 256 + 5]);
    expect(programL4(chip, 0x08000000 + 3 * 2048, 1, 1)).toBe(0);
  });

  test('MER1 and MER2 erase one bank each, and never OTP', () => {
    const chip = filled('STM32L4R5ZI');
    chip.bench.poke(OTP, Uint8Array.of(1));
    expect(erase(chip, MER2)).toBe(0);
    expect(blankPages(chip, 2048, 4096)).toEqual(Array.from({ length: 256 }, (_, index) => 256 + index));
    expect(chip.readMemory(OTP, 1)[0]).toBe(1);
    chip.reset();
    expect(erase(chip, MER1)).toBe(0);
    expect(blankPages(chip, 2048, 4096)).toHaveLength(512);
  });

  test('PER beside MER1 or MER2, and FSTPG beside any of them, is PGSERR', () => {
    for (const control of [PER | MER1, PER | MER2, PER | (1 << 18), MER1 | (1 << 18)]) {
      const chip = newL4();
      chip.bench.poke(0x08000000, Uint8Array.of(0));
      expect(erase(chip, control)).toBe(PGSERR);
      expect(chip.bench.peek(0x08000000, 1)[0]).toBe(0);
    }
  });

  test('PG beside PER is PGSERR and nothing is erased', () => {
    const chip = filled('STM32L432KC');
    expect(erase(chip, PER | PG) & PGSERR).toBe(PGSERR);
    expect(blankPages(chip, 256, 2048)).toEqual([]);
  });
});
