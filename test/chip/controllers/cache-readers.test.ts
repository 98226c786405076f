import { expect, test } from 'vitest';
import { cacheReaders, SimulatedChip } from '../../../src/chip/index.js';
import { deviceOf, setWord, wordAt, words } from '../support/chips.js';
import { run, thumb } from '../support/thumb.js';

const l476 = deviceOf('STM32L476RG');
const OTP = l476.bank.otp.base;
const ACR = l476.bank.controller.base;
const DCEN = 1 << 10;

test.each(cacheReaders)('cache=%s says whether a debugger reads what the cache holds', (readers) => {
  const chip = SimulatedChip.create(l476, { cacheReaders: readers });
  setWord(chip, ACR, DCEN);
  // The core brings the line in; then the cells change behind it, as a programming does on L4.
  const load = [thumb.ldr(1, 0), thumb.mov(2, 1)];
  run(chip, load, { 0: OTP });
  chip.bench.poke(OTP, words(0x12345678, 0));
  expect(wordAt(chip, OTP)).toBe(readers === 'debug' ? 0xffffffff : 0x12345678);
  // The core's own reads are cached in either case.
  run(chip, load, { 0: OTP });
  expect(chip.readRegister('R2')).toBe(0xffffffff);
  setWord(chip, ACR, 0);
  expect(wordAt(chip, OTP)).toBe(0x12345678);
});

test.each(cacheReaders)('cache=%s says whether a debugger’s read brings a line in', (readers) => {
  const chip = SimulatedChip.create(l476, { cacheReaders: readers });
  setWord(chip, ACR, DCEN);
  chip.bench.setUnitState(OTP + 8, 'weak');
  chip.readMemory(OTP, 4);
  // With the line come the errors of its other units.
  expect(wordAt(chip, l476.bank.otp.ecc?.registers[0]?.register ?? 0) !== 0).toBe(readers === 'debug');
});

test('a chip takes the worse answer unless it is told otherwise', () => {
  expect(SimulatedChip.create(l476).cacheReaders).toBe('debug');
});
