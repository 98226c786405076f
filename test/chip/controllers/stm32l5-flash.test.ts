import { expect, test } from 'vitest';
import { chipOf, deviceOf, setWord, wordAt } from '../support/chips.js';
import { BSY, LOCK, PG, status, unlock } from '../support/flash.js';

const OTP = 0x0bfa0000;
const FLASH = 0x08000000;
const [OPTWERR, PROGERR, WRPERR, PGAERR] = [1 << 13, 1 << 3, 1 << 4, 1 << 5];
const [PER, STRT, OPTLOCK] = [1 << 1, 1 << 16, 1 << 30];
const CPUID = 0xe000ed00;
const DSCSR = 0xe000ee08;
/** The registers of RM0438 §6.9, as addresses; SR, CR and KEYR are the non-secure ones. */
const l5 = {
  ACR: 0x40022000,
  KEYR: 0x40022008,
  OPTKEYR: 0x40022010,
  SR: 0x40022020,
  SECSR: 0x40022024,
  CR: 0x40022028,
  SECCR: 0x4002202c,
  ECCR: 0x40022030,
  OPTR: 0x40022040,
} as const;

const newL5 = (name = 'STM32L552ZE') => chipOf(deviceOf(name));

function program(chip: ReturnType<typeof newL5>, address: number, ...values: readonly number[]): number {
  if (wordAt(chip, l5.CR) & LOCK) unlock(chip, l5);
  setWord(chip, l5.SR, 0x20fb);
  setWord(chip, l5.CR, PG);
  for (const [index, value] of values.entries()) setWord(chip, address + 4 * index, value);
  return status(chip, l5) & 0xffff;
}

test('it is a Cortex-M33 in non-secure state, with TZEN 0 and both locks set', () => {
  const chip = newL5();
  expect(wordAt(chip, CPUID)).toBe(0x410fd214);
  // DSCSR.CDS is 1 while the core is in secure state, and then OpenOCD takes other registers.
  expect(wordAt(chip, DSCSR) & (1 << 16)).toBe(0);
  expect(wordAt(chip, l5.OPTR) >>> 31).toBe(0);
  expect(wordAt(chip, l5.CR)).toBe((LOCK | OPTLOCK) >>> 0);
  expect(wordAt(chip, 0xe0044000) & 0xfff).toBe(0x472);
});

test('a double word is programmed once, by two words in ascending order', () => {
  const chip = newL5();
  expect(program(chip, OTP, 0x12345678, 1)).toBe(0);
  expect([wordAt(chip, OTP), wordAt(chip, OTP + 4)]).toEqual([0x12345678, 1]);
  expect(program(chip, OTP, 0, 0)).toBe(PROGERR);
  expect(program(chip, OTP + 8, 1)).toBe(0);
  setWord(chip, OTP + 16, 1);
  expect(status(chip, l5) & 0xffff).toBe(PGAERR);
  expect(program(chip, OTP + 0x590, 1, 1)).toBe(WRPERR);
});

test('the secure registers read 0 and take nothing', () => {
  const chip = newL5();
  setWord(chip, 0x4002200c, 0x45670123);
  setWord(chip, 0x4002200c, 0xcdef89ab);
  setWord(chip, l5.SECCR, PG);
  setWord(chip, OTP, 1);
  setWord(chip, OTP + 4, 1);
  expect([wordAt(chip, l5.SECCR), wordAt(chip, l5.SECSR)]).toEqual([0, 0]);
  expect(wordAt(chip, OTP)).toBe(0xffffffff);
  expect(wordAt(chip, l5.CR) & LOCK).not.toBe(0);
});

test('a reserved bit of FLASH_ACR is noted, as DCEN and DCRST of an STM32L4 are', () => {
  const chip = newL5();
  setWord(chip, l5.ACR, 5);
  expect(chip.counters.reservedWrites).toBe(0);
  setWord(chip, l5.ACR, 1 << 10);
  expect(chip.counters.reservedWrites).toBe(1);
});

test('OPTWERR is cleared by a one, and BSY shows an operation', () => {
  const chip = newL5();
  chip.bench.setStatus(OPTWERR);
  expect(wordAt(chip, l5.SR)).toBe(OPTWERR);
  setWord(chip, l5.SR, OPTWERR);
  expect(wordAt(chip, l5.SR)).toBe(0);
  unlock(chip, l5);
  setWord(chip, l5.CR, PG);
  setWord(chip, OTP, 1);
  setWord(chip, OTP + 4, 1);
  expect(wordAt(chip, l5.SR)).toBe(BSY);
});

test('a page is 2 KB in two banks of 512 KB, and 4 KB in one of 256 KB', () => {
  for (const [name, size] of [
    ['STM32L552ZE', 0x800],
    ['STM32L552CC', 0x1000],
  ] as const) {
    const chip = newL5(name);
    chip.bench.poke(FLASH, new Uint8Array(0x2000));
    unlock(chip, l5);
    setWord(chip, l5.CR, PER);
    setWord(chip, l5.CR, (PER | STRT) >>> 0);
    while (wordAt(chip, l5.SR) & BSY) chip.run(1000);
    const erased = chip.bench.peek(FLASH, 0x2000).findIndex((byte) => byte !== 0xff);
    expect([name, erased]).toEqual([name, size]);
  }
});

test('an error of the system area is bit 22 of ECCR', () => {
  const chip = newL5();
  chip.bench.setUnitState(OTP + 16, 'weak');
  wordAt(chip, OTP + 16);
  expect(wordAt(chip, l5.ECCR)).toBe(((1 << 30) | (1 << 22) | 16) >>> 0);
});

test('level 1 closes OTP and main flash to a debugger, RDP 0xBB and any other byte', () => {
  for (const rdp of [0xbb, 0x55, 0x00]) {
    const chip = newL5();
    chip.bench.setOptionBytes((0x7feff800 | rdp) >>> 0);
    expect(() => wordAt(chip, OTP)).toThrow(/read protection level 1/);
  }
  const chip = newL5();
  chip.bench.setReadProtection(1);
  expect(wordAt(chip, l5.OPTR) & 0xff).toBe(0xbb);
});
