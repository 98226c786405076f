import { describe, expect, test } from 'vitest';
import type { SimulatedChip } from '../../../src/chip/index.js';
import { newF4, newL4, setWord, wordAt } from '../support/chips.js';
import { f4, l4, status, unlock } from '../support/flash.js';

const FLASH = 0x08000000;

interface Family {
  readonly name: string;
  readonly create: () => SimulatedChip;
  readonly otp: number;
  readonly register: number;
  readonly rdpShift: number;
  readonly open: (chip: SimulatedChip) => void;
  readonly program: (chip: SimulatedChip, value: number) => number;
}

const openOptions = (chip: SimulatedChip, OPTKEYR: number): void => {
  setWord(chip, OPTKEYR, 0x08192a3b);
  setWord(chip, OPTKEYR, 0x4c5d6e7f);
};

// RM0090 §3.7.2 and RM0351 §3.4.2.
const families: readonly Family[] = [
  {
    name: 'STM32F4',
    create: newF4,
    otp: 0x1fff7800,
    register: f4.OPTCR,
    rdpShift: 8,
    open: (chip) => openOptions(chip, f4.OPTKEYR),
    program: (chip, value) => {
      setWord(chip, f4.OPTCR, value);
      setWord(chip, f4.OPTCR, value | 2);
      return status(chip, f4);
    },
  },
  {
    name: 'STM32L4',
    create: newL4,
    otp: 0x1fff7000,
    register: l4.OPTR,
    rdpShift: 0,
    open: (chip) => {
      unlock(chip, l4);
      openOptions(chip, l4.OPTKEYR);
    },
    program: (chip, value) => {
      setWord(chip, l4.OPTR, value);
      setWord(chip, l4.CR, 1 << 17);
      return status(chip, l4) & 0xffff;
    },
  },
];

describe.each(families)('option bytes of $name', ({ create, otp, register, rdpShift, open, program }) => {
  const withRdp = (chip: SimulatedChip, rdp: number): number =>
    ((wordAt(chip, register) & ~(0xff << rdpShift)) | (rdp << rdpShift)) >>> 0;

  test('take nothing while they are locked', () => {
    const chip = create();
    const before = chip.toState().optionBytes;
    program(chip, withRdp(chip, 0x55));
    expect(chip.toState().optionBytes).toBe(before);
    expect(chip.counters.optionOperations).toBe(0);
  });

  test('are programmed once they are open, and counted', () => {
    const chip = create();
    open(chip);
    expect(program(chip, withRdp(chip, 0x55))).toBe(0);
    expect((chip.toState().optionBytes >>> rdpShift) & 0xff).toBe(0x55);
    expect(chip.counters).toMatchObject({ optionOperations: 1, otpOperations: 0, flashOperations: 0 });
    expect(() => chip.readMemory(otp, 4)).toThrow('read protection');
  });

  test('what is written and not programmed is gone with a reset', () => {
    const chip = create();
    open(chip);
    const before = wordAt(chip, register);
    setWord(chip, register, withRdp(chip, 0x55));
    expect(wordAt(chip, register)).not.toBe(before);
    chip.reset();
    expect((wordAt(chip, register) | 1) >>> 0).toBe((before | 1) >>> 0);
  });

  test('going back to level 0 erases the main flash and not OTP', () => {
    const chip = create();
    chip.bench.poke(FLASH, new Uint8Array(16));
    chip.bench.poke(otp, new Uint8Array(16));
    chip.bench.setReadProtection(1);
    open(chip);
    expect(program(chip, withRdp(chip, 0xaa))).toBe(0);
    expect(chip.bench.peek(FLASH, 1)[0]).toBe(0xff);
    expect(chip.bench.peek(otp, 1)[0]).toBe(0);
  });

  test('level 2 is forever', () => {
    const chip = create();
    open(chip);
    program(chip, withRdp(chip, 0x55));
    chip.bench.setReadProtection(2);
    // No debugger comes in any more: the core tries, and nothing changes.
    expect(() => setWord(chip, register, 0)).toThrow('level 2');
    expect((chip.toState().optionBytes >>> rdpShift) & 0xff).toBe(0xcc);
  });
});

test("at level 2 the firmware's own attempt is refused", () => {
  const chip = newF4();
  // LDR R0..R3 from literals, STR key, key, OPTCR; B .
  const code = [0x4804, 0x4905, 0x6001, 0x4905, 0x6001, 0x4805, 0x4905, 0x6001, 0xe7fe, 0xbf00];
  const image = new DataView(new ArrayBuffer(64));
  image.setUint32(0, 0x20001000, true);
  image.setUint32(4, FLASH + 9, true);
  for (const [index, half] of code.entries()) image.setUint16(8 + 2 * index, half, true);
  for (const [index, word] of [f4.OPTKEYR, 0x08192a3b, 0x4c5d6e7f, f4.OPTCR, 0x0fffaaee].entries())
    image.setUint32(28 + 4 * index, word, true);
  chip.bench.poke(FLASH, new Uint8Array(image.buffer));
  chip.bench.setReadProtection(2);
  chip.powerCycle();
  chip.run(1000);
  expect(chip.counters).toMatchObject({ hardFaults: 0, optionOperations: 0, refusedOperations: 1 });
});
