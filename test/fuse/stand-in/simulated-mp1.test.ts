import { describe, expect, it } from 'vitest';
import {
  decodePartition,
  emptyPartition,
  encodePartition,
  type PartitionWord,
} from '../../../src/mp1/index.js';
import {
  newChip,
  PowerLost,
  readPartition,
  reset,
  type SimulatedMp1,
  serialOf,
  writePartition,
} from './simulated-mp1.mjs';

const show = (chip: SimulatedMp1, word: number) =>
  decodePartition(readPartition(chip, encodePartition)).words[word];
const send = (
  chip: SimulatedMp1,
  words: Readonly<Record<number, readonly [number, number]>>,
  powerAt?: number,
) => writePartition(chip, fileOf(words), decodePartition, { powerAt });

describe('the simulated STM32MP1', () => {
  it('goes word by word in their order, value then lock, and stops at the first error', () => {
    const chip = newChip();
    chip.errors = [61];
    expect(send(chip, { 62: [3, 0x80000000], 60: [1, 0xc0000000], 61: [2, 0xc0000000] })).toBe(false);
    expect([60, 61, 62].map((word) => [chip.words[word]?.value, chip.words[word]?.locked])).toEqual([
      [1, true],
      [0, false],
      [0, false],
    ]);
  });

  it('writes nothing for the value 0, and says nothing of it', () => {
    const chip = newChip();
    expect(send(chip, { 60: [0, 0x80000000] })).toBe(true);
    expect(chip.steps).toBe(0);
  });

  it('does nothing for a word without bit 31: the page’s word 10', () => {
    const chip = newChip();
    expect(send(chip, { 9: [0x01234567, 0xc0000000], 10: [0x8abcdef0, 0x0000c000] })).toBe(true);
    expect(chip.words[9]).toMatchObject({ value: 0x01234567, locked: true });
    expect(chip.words[10]).toMatchObject({ value: 0, locked: false });
  });

  it('takes a short file as zeros, and no other version', () => {
    const chip = newChip();
    const file = fileOf({ 3: [1, 0x80000000], 90: [1, 0x80000000] });
    expect(writePartition(chip, file.subarray(0, 100), decodePartition)).toBe(true);
    expect([chip.words[3]?.value, chip.words[90]?.value]).toEqual([1, 0]);
    const other = Uint8Array.from(file);
    other[0] = 1;
    expect(writePartition(chip, other, decodePartition)).toBe(false);
  });

  it('shows a lock only after a reset, and heeds it at once', () => {
    const chip = newChip();
    send(chip, { 60: [1, 0xc0000000] });
    expect(show(chip, 60)).toEqual({ value: 1, status: 0 });
    expect(send(chip, { 60: [3, 0x80000000] })).toBe(false);
    reset(chip);
    expect(show(chip, 60)).toEqual({ value: 1, status: 0x40000000 });
  });

  it('adds ones to words below 32, and spoils a word with check bits by a second write', () => {
    const chip = newChip();
    expect(send(chip, { 31: [1, 0x80000000], 60: [1, 0x80000000] })).toBe(true);
    expect(send(chip, { 31: [2, 0x80000000], 60: [3, 0x80000000] })).toBe(true);
    expect(show(chip, 31)).toEqual({ value: 3, status: 0 });
    expect(show(chip, 60)).toEqual({ value: 0, status: 1 });
    expect(chip.doubleWrites).toBe(1);
  });

  it('loses its supply in an operation, and keeps what was done before', () => {
    const chip = newChip();
    expect(() =>
      send(chip, { 60: [1, 0x80000000], 61: [0xffffffff, 0x80000000], 62: [1, 0x80000000] }, 2),
    ).toThrowError(PowerLost);
    expect([chip.words[60]?.value, chip.words[62]?.value]).toEqual([1, 0]);
    expect(chip.words[61]?.value).not.toBe(0xffffffff);
  });

  it('hides what is under a sticky read lock, and programs nothing under bit 27', () => {
    const chip = newChip();
    Object.assign(chip.words[60] ?? {}, { value: 7, spent: true, sticky: 0x20000000 });
    Object.assign(chip.words[61] ?? {}, { sticky: 0x08000000 });
    expect(show(chip, 60)).toEqual({ value: 0, status: 0x20000000 });
    expect(send(chip, { 61: [1, 0x80000000] })).toBe(false);
    reset(chip);
    expect(show(chip, 60)).toEqual({ value: 7, status: 0 });
    expect(send(chip, { 61: [1, 0x80000000] })).toBe(true);
  });

  it('writes nothing when it is closed', () => {
    const chip = { ...newChip(), state: 1 };
    expect(send(chip, { 60: [1, 0x80000000] })).toBe(false);
    expect(chip.steps).toBe(0);
  });

  it('has the serial number of the page', () => {
    expect(serialOf(newChip())).toBe('004100323338511634383330');
  });
});

function fileOf(words: Readonly<Record<number, readonly [value: number, status: number]>>): Uint8Array {
  const all: PartitionWord[] = [...emptyPartition().words];
  for (const [word, [value, status]] of Object.entries(words)) all[Number(word)] = { value, status };
  return encodePartition({ state: 0, words: all });
}
