import { describe, expect, it } from 'vitest';
import { decodeLayout, decodeSlots, encodeLayout, unitDataFromObject } from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';
import { memoryOf } from './memory.js';
import { encodeSerial, serialOf, slotStates, threeSlots } from './records.js';

const banks = useBanks();

describe('decoding a record', () => {
  it('has no value before the first slot is whole', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const memory = memoryOf(layout.bank);
    expect(serialOf(layout, memory.read)).toMatchObject({ state: 'blank' });
    expect(serialOf(layout, () => undefined)).toMatchObject({ state: 'absent' });
    memory.bytes.set([1, 0, 7], 0);
    expect(serialOf(layout, memory.read)).toEqual({
      name: 'serial',
      type: 'u32',
      address: 0x1fff7002,
      length: 4,
      secret: false,
      record: 'identity',
      state: 'invalid',
      problem: 'no slot holds a whole record',
    });
  });

  it('shows each field of a record once, behind those that stand alone', () => {
    const layout = layoutOf(banks.l4, `${threeSlots}fields:\n  id: { offset: 0x40, type: u64 }\n`);
    const memory = memoryOf(layout.bank);
    expect(decodeLayout(layout, memory.read).map(({ name }) => name)).toEqual([
      'id',
      'count',
      'serial',
      'check',
    ]);
  });

  it('tells the states of slots apart', () => {
    const body = threeSlots.replace('stride: 8', 'stride: 16').replace('slots: 3', 'slots: 6');
    const layout = layoutOf(
      banks.l4,
      `fill: 0\n${body.replace('u32', 'bytes, length: 8').replaceAll('0x06', '0x0A')}`,
    );
    const memory = memoryOf(layout.bank);
    const data = unitDataFromObject({ serial: '0102030405060708' });
    memory.write(encodeLayout(layout, data).image);
    memory.bytes.set([1], 0x10);
    memory.bytes.set(new Uint8Array(16), 0x20);
    memory.damage(0x1fff7038);
    memory.damage(0x1fff7040);
    memory.damage(0x1fff7048);
    expect(slotStates(layout, memory.read)).toEqual([
      'valid',
      'partial',
      'invalid',
      'damaged',
      'absent',
      'blank',
    ]);
    expect(decodeSlots(layout, memory.read)[0]).toEqual({
      record: 'identity',
      slot: 1,
      address: 0x1fff7000,
      length: 12,
      state: 'valid',
      sequence: 1,
      newest: true,
    });
  });

  it('does not take a slot for blank while a byte of its units beside the fields is written', () => {
    const { locks: _locks, ...otp } = banks.f4.otp;
    const words = { ...banks.f4, otp: { ...otp, writeUnit: 4 as const } };
    const apart = threeSlots.replace('stride: 8', 'stride: 12').replace('0x06', '0x08');
    const layout = layoutOf(words, `fill: 0\n${apart}`);
    const memory = memoryOf(words);
    memory.bytes.set([0], 0x06);
    expect(slotStates(layout, memory.read)).toEqual(['invalid', 'blank', 'blank']);
    expect(encodeSerial(layout, 1, memory).slots).toMatchObject([{ slot: 2 }]);
  });

  it('never takes zeros for a record, even where their crc is zero', () => {
    const layout = layoutOf(banks.f4, threeSlots.replace('crc16-ccitt-false', 'crc16-xmodem'));
    const memory = memoryOf(layout.bank);
    memory.bytes.fill(0, 0, 8);
    expect(slotStates(layout, memory.read)).toEqual(['invalid', 'blank', 'blank']);
  });

  it('takes the higher slot of two that have one sequence', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const memory = memoryOf(layout.bank);
    memory.write(encodeSerial(layout, 1).image);
    memory.bytes.copyWithin(8, 0, 8);
    expect(decodeSlots(layout, memory.read).map(({ newest }) => newest)).toEqual([false, true, false]);
  });

  it('decodes an image that holds one slot only', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const { image } = encodeSerial(layout, 5, { slot: 2 });
    const read = (address: number, length: number) => image.read(address, length);
    expect(serialOf(layout, read)).toMatchObject({ value: 5, slot: 2 });
    expect(slotStates(layout, read)).toEqual(['absent', 'valid', 'absent']);
  });
});
