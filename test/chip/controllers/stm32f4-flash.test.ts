import { describe, expect, test } from 'vitest';
import { BusError } from '../../../src/chip/index.js';
import { newF4, setWord, wordAt } from '../support/chips.js';
import { BSY, f4, LOCK, PG, programF4, status, unlock } from '../support/flash.js';
import { run, thumb } from '../support/thumb.js';

const OTP = 0x1fff7800;
const UID = 0x1fff7a10;
const WRPERR = 1 << 4;
const psize = (code: number): number => code << 8;

describe('FLASH_KEYR', () => {
  test('the two keys clear LOCK, and CR is writable then', () => {
    const chip = newF4();
    setWord(chip, f4.CR, PG);
    expect(wordAt(chip, f4.CR)).toBe(LOCK);
    unlock(chip, f4);
    expect(wordAt(chip, f4.CR)).toBe(0);
    setWord(chip, f4.CR, PG);
    expect(wordAt(chip, f4.CR)).toBe(PG);
  });

  test.each([
    ['a wrong first key', [0x12345678]],
    ['the keys in the wrong order', [0xcdef89ab]],
    ['a wrong second key', [0x45670123, 0x45670123]],
    ['a key while unlocked', [0x45670123, 0xcdef89ab, 0x45670123]],
  ])('%s is a bus error and locks until reset', (_, keys) => {
    const chip = newF4();
    const last = keys.at(-1) ?? 0;
    for (const key of keys.slice(0, -1)) setWord(chip, f4.KEYR, key);
    expect(() => setWord(chip, f4.KEYR, last)).toThrow(BusError);
    expect(wordAt(chip, f4.CR)).toBe(LOCK);
    expect(() => unlock(chip, f4)).toThrow(BusError);
    chip.reset();
    unlock(chip, f4);
    expect(wordAt(chip, f4.CR)).toBe(0);
  });

  test('a wrong key from the core is a HardFault', () => {
    const chip = newF4();
    run(chip, [thumb.str(1, 0)], { 0: f4.KEYR, 1: 1 });
    expect(chip.haltReason).toBe('hardfault');
  });

  test('OPTKEYR has a lock of its own', () => {
    const chip = newF4();
    expect(wordAt(chip, f4.OPTCR)).toBe(0x0fffaaed);
    setWord(chip, f4.OPTKEYR, 0x08192a3b);
    setWord(chip, f4.OPTKEYR, 0x4c5d6e7f);
    expect(wordAt(chip, f4.OPTCR)).toBe(0x0fffaaec);
    expect(wordAt(chip, f4.CR)).toBe(LOCK);
    expect(() => setWord(chip, f4.OPTKEYR, 0)).toThrow(BusError);
  });

  test('LOCK keeps the other bits but takes no more writes', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG | LOCK);
    expect(wordAt(chip, f4.CR)).toBe((PG | LOCK) >>> 0);
    setWord(chip, f4.CR, 0);
    expect(wordAt(chip, f4.CR)).toBe((PG | LOCK) >>> 0);
  });
});

describe('BSY', () => {
  test('a CR write, a flash write and a flash read stall until it falls, and are counted', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG);
    // STRB; STR CR / STRB; STRB / STRB; LDRB
    run(chip, [thumb.strb(1, 0), thumb.str(2, 3)], { 0: OTP, 1: 0, 2: PG, 3: f4.CR });
    run(chip, [thumb.strb(1, 0), thumb.strb(1, 0, 1)], { 0: OTP });
    status(chip, f4);
    run(chip, [thumb.strb(1, 0, 2), thumb.ldrb(4, 0, 2)], { 0: OTP });
    expect(chip.readRegister('R4')).toBe(0);
    expect(chip.counters).toMatchObject({
      controlWritesWhileBusy: 1,
      arrayWritesWhileBusy: 1,
      arrayReadsWhileBusy: 1,
      otpOperations: 4,
    });
    expect(chip.counters.coreCycles).toBeGreaterThan(3 * 256);
  });

  test('stuck BSY: polling goes on, a write to flash hangs the core, a debugger gets an error', () => {
    const chip = newF4();
    chip.bench.stickBusy();
    expect(wordAt(chip, f4.SR) & BSY).toBe(BSY);
    expect(run(chip, [thumb.strb(1, 0)], { 0: OTP, 1: 0 })).toBe(false);
    chip.halt();
    expect(() => chip.readMemory(OTP, 4)).toThrow(BusError);
    chip.reset();
    expect(wordAt(chip, f4.SR)).toBe(0);
  });
});

describe('data cache', () => {
  const DCEN = 1 << 10;
  const DCRST = 1 << 12;
  const readByCore = (chip: ReturnType<typeof newF4>, address: number): number => {
    run(chip, [thumb.ldrb(1, 0)], { 0: address });
    return chip.readRegister('R1');
  };

  test('a cached line shows what was asked, not what the cell made of it', () => {
    const chip = newF4();
    chip.bench.stickCells(OTP, 0x01);
    setWord(chip, f4.ACR, DCEN);
    expect(readByCore(chip, OTP)).toBe(0xff);
    programF4(chip, OTP, 0x50);
    expect(readByCore(chip, OTP)).toBe(0x50);
    // A debugger's reads of the code region come by the DCode bus too.
    expect(chip.readMemory(OTP, 1)[0]).toBe(0x50);
    setWord(chip, f4.ACR, 0);
    expect(readByCore(chip, OTP)).toBe(0x51);
    expect(chip.readMemory(OTP, 1)[0]).toBe(0x51);
  });

  test('DCRST works only while DCEN is off already', () => {
    const chip = newF4();
    chip.bench.stickCells(OTP, 0x01);
    setWord(chip, f4.ACR, DCEN);
    readByCore(chip, OTP);
    programF4(chip, OTP, 0x50);
    setWord(chip, f4.ACR, DCEN | DCRST);
    expect(wordAt(chip, f4.ACR)).toBe(DCEN);
    setWord(chip, f4.ACR, DCRST);
    expect(wordAt(chip, f4.ACR)).toBe(0);
    setWord(chip, f4.ACR, DCEN);
    expect(readByCore(chip, OTP)).toBe(0x50);
    setWord(chip, f4.ACR, 0);
    setWord(chip, f4.ACR, DCRST);
    setWord(chip, f4.ACR, 0);
    setWord(chip, f4.ACR, DCEN);
    expect(readByCore(chip, OTP)).toBe(0x51);
  });

  test('a line cached before a write with the cache off is stale when it comes on again', () => {
    const chip = newF4();
    setWord(chip, f4.ACR, DCEN);
    readByCore(chip, OTP);
    setWord(chip, f4.ACR, 0);
    programF4(chip, OTP, 0x50);
    setWord(chip, f4.ACR, DCEN);
    expect(readByCore(chip, OTP)).toBe(0xff);
  });
});

describe('read protection', () => {
  test('at level 1 a debugger, and code under it, can neither read nor program OTP', () => {
    const chip = newF4();
    chip.bench.setReadProtection(1);
    expect((wordAt(chip, f4.OPTCR) >>> 8) & 0xff).not.toBe(0xaa);
    expect(() => chip.readMemory(OTP, 4)).toThrow(BusError);
    run(chip, [thumb.ldrb(1, 0)], { 0: OTP });
    expect(chip.faultReason).toContain('read protection');
    expect(programF4(chip, OTP, 0)).toBe(WRPERR);
    expect(chip.bench.peek(OTP, 1)[0]).toBe(0xff);
  });

  test('the identity stays readable at level 1', () => {
    const chip = newF4();
    chip.bench.setReadProtection(1);
    expect(wordAt(chip, 0xe0042000) & 0xfff).toBe(0x433);
    expect(chip.readMemory(UID, 12)).toHaveLength(12);
  });

  test('at level 2 the debug port is off', () => {
    const chip = newF4();
    chip.bench.setReadProtection(2);
    expect(() => wordAt(chip, 0xe0042000)).toThrow(BusError);
    expect(() => chip.halt()).toThrow(BusError);
  });
});

describe('main flash', () => {
  const SER = 2;
  const MER = 4;
  const STRT = 1 << 16;

  test('SER and SNB erase one sector, STRT falls with BSY', () => {
    const chip = newF4();
    chip.bench.poke(0x08000000, new Uint8Array(0x20000));
    unlock(chip, f4);
    setWord(chip, f4.CR, SER | (1 << 3) | STRT);
    expect(wordAt(chip, f4.CR) & STRT).toBe(STRT);
    status(chip, f4);
    expect(wordAt(chip, f4.CR) & STRT).toBe(0);
    expect(chip.bench.peek(0x08003fff, 2)).toEqual(Uint8Array.of(0x00, 0xff));
    expect(chip.bench.peek(0x08007fff, 2)).toEqual(Uint8Array.of(0xff, 0x00));
    expect(chip.counters).toMatchObject({ flashOperations: 1, otpOperations: 0 });
  });

  test('MER erases all of it and leaves OTP alone', () => {
    const chip = newF4();
    chip.bench.poke(0x08000000, new Uint8Array(512 * 1024));
    chip.bench.poke(OTP, new Uint8Array(0x210));
    unlock(chip, f4);
    setWord(chip, f4.CR, MER | STRT);
    status(chip, f4);
    expect(chip.bench.peek(0x08000000, 512 * 1024).every((byte) => byte === 0xff)).toBe(true);
    expect(chip.bench.peek(OTP, 0x210).every((byte) => byte === 0)).toBe(true);
  });

  test('words program at x32, a write-protected sector answers WRPERR', () => {
    const chip = newF4();
    unlock(chip, f4);
    setWord(chip, f4.CR, PG | psize(2));
    setWord(chip, 0x08000000, 0x20001000);
    expect(status(chip, f4)).toBe(0);
    expect(wordAt(chip, 0)).toBe(0x20001000);
    chip.bench.setOptionBytes(0x0ffeaaec);
    setWord(chip, 0x08000004, 0);
    expect(status(chip, f4)).toBe(WRPERR);
  });
});
