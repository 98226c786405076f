import { describe, expect, it } from 'vitest';
import { encodeLayout, unitDataFromObject } from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';
import { memoryOf } from './memory.js';
import { encodeSerial, serialOf, slotStates, threeSlots } from './records.js';

const banks = useBanks();

describe('encoding a record', () => {
  it('writes slot 1 with sequence 1, and nothing of the others', () => {
    const { image, slots } = encodeSerial(layoutOf(banks.l4, threeSlots), 0x1234);
    expect(slots).toEqual([{ record: 'identity', slot: 1, sequence: 1, found: 'unknown', slots: [] }]);
    // CRC-16/IBM-3740 of 01 00 34 12 00 00.
    expect(image.segments.map(({ address, bytes }) => [address, Buffer.from(bytes).toString('hex')])).toEqual(
      [[0x1fff7000, '010034120000ab80']],
    );
    expect(image.originAt(0x1fff7002)).toMatchObject({ field: 'serial', line: 10 });
  });

  it('gives a slot that is asked for its number as sequence', () => {
    const { image, slots } = encodeSerial(layoutOf(banks.l4, threeSlots), 1, { slot: 3 });
    expect(slots).toMatchObject([{ slot: 3, sequence: 3 }]);
    expect(image.segments).toMatchObject([{ address: 0x1fff7010 }]);
  });

  it('stays with the newest slot if it holds these values', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const memory = memoryOf(layout.bank);
    memory.write(encodeSerial(layout, 1, memory).image);
    memory.write(encodeSerial(layout, 2, memory).image);
    const again = encodeSerial(layout, 2, memory);
    expect(again.slots).toMatchObject([{ slot: 2, sequence: 2, found: 'valid' }]);
    for (const { address, bytes } of again.image.segments) {
      expect(memory.read(address, bytes.length)).toEqual(bytes);
    }
    // The values of an older slot are written anew: they have to be the newest ones.
    expect(encodeSerial(layout, 1, memory).slots).toMatchObject([{ slot: 3, sequence: 3, found: 'blank' }]);
  });

  it('goes past slots that are spoilt, and back when none is left behind', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const memory = memoryOf(layout.bank);
    memory.damage(0x1fff7000);
    expect(encodeSerial(layout, 1, memory).slots).toMatchObject([{ slot: 2, sequence: 2 }]);
    const late = memoryOf(layout.bank);
    late.write(encodeSerial(layout, 1, { slot: 3 }).image);
    const first = encodeSerial(layout, 2, late);
    expect(first.slots).toMatchObject([{ slot: 1, sequence: 4 }]);
    late.write(first.image);
    expect(serialOf(layout, late.read)).toMatchObject({ value: 2, slot: 1, record: 'identity' });
  });

  it('goes on behind the newest slot before it comes back', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const memory = memoryOf(layout.bank);
    memory.write(encodeSerial(layout, 1, { slot: 2 }).image);
    expect(encodeSerial(layout, 2, memory).slots).toMatchObject([{ slot: 3, sequence: 3 }]);
  });

  it('refuses when no slot is left, and tells what each holds', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const memory = memoryOf(layout.bank);
    memory.write(encodeSerial(layout, 1).image);
    memory.damage(0x1fff7008);
    memory.bytes.set([1], 0x16);
    expect(() => encodeSerial(layout, 2, memory)).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_SLOTS_FULL',
        exitCode: 5,
        message:
          'otp.yaml:4: records.identity: no slot is left for other values: slot 1 valid (sequence 1), slot 2 damaged, slot 3 invalid',
      }),
    );
    expect(encodeSerial(layout, 1, memory).slots).toMatchObject([{ slot: 1, found: 'valid' }]);
  });

  it('refuses a used slot that is asked for, and one that is none', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const memory = memoryOf(layout.bank);
    memory.write(encodeSerial(layout, 1).image);
    expect(() => encodeSerial(layout, 2, { ...memory, slot: 1 })).toThrow(
      expect.objectContaining({ code: 'LAYOUT_SLOT_USED', exitCode: 5 }),
    );
    expect(encodeSerial(layout, 1, { ...memory, slot: 1 }).slots).toMatchObject([
      { slot: 1, found: 'valid' },
    ]);
    expect(encodeSerial(layout, 1, { ...memory, slot: 2 }).slots).toMatchObject([{ slot: 2, sequence: 2 }]);
    for (const slot of [0, 4, { identity: 4 }, { other: 1 }]) {
      expect(() => encodeSerial(layout, 1, { slot })).toThrow(
        expect.objectContaining({ code: 'LAYOUT_SLOT_UNKNOWN', exitCode: 2 }),
      );
    }
    const without = layoutOf(banks.l4, 'fields:\n  serial: { offset: 0, type: u64 }\n');
    for (const options of [{ slot: 1 }, memory]) {
      expect(() => encodeSerial(without, 1, options)).toThrow(/the layout has no records/);
    }
  });

  it('takes no value for the sequence, and asks for the others by name', () => {
    const layout = layoutOf(banks.l4, threeSlots);
    const data = (values: { [name: string]: unknown }) => () =>
      encodeLayout(layout, unitDataFromObject(values));
    expect(data({ serial: 1, count: 1 })).toThrow(
      /count cannot be given a value: it counts the writes of its record/,
    );
    expect(data({})).toThrow(/no value is given for serial \(otp\.yaml:10\)$/);
    expect(data({ serail: 1 })).toThrow(expect.objectContaining({ remedy: 'Did you mean serial?' }));
  });

  it('chooses for each of several records by itself, by the stage that writes it', () => {
    const body = threeSlots.slice(threeSlots.indexOf('  identity'));
    const gain = body
      .replace('identity', 'calibration')
      .replace('offset: 0\n', 'offset: 0x40\n    when: late\n')
      .replaceAll(/count|serial|check/g, (name) => `${name}2`);
    const layout = layoutOf(banks.l4, `${threeSlots}${gain}`);
    const data = unitDataFromObject({ serial: 1, serial2: 2 });
    expect(encodeLayout(layout, data, { slot: { calibration: 2 } }).slots).toMatchObject([
      { record: 'identity', slot: 1 },
      { record: 'calibration', slot: 2 },
    ]);
    expect(() => encodeLayout(layout, data, { slot: 2 })).toThrow(/slot 2 could be of any record/);
    const late = { stages: ['late'] };
    expect(encodeLayout(layout, data, late).slots.map(({ record: name }) => name)).toEqual([
      'identity',
      'calibration',
    ]);
  });
});

describe('locks over slots', () => {
  const locked = (blocks: string, stride: number) =>
    layoutOf(banks.f4, `lock: ${blocks}\n${threeSlots.replace('stride: 8', `stride: ${stride}`)}`);

  it('warn of slots that are still free, and are no reason to wait', () => {
    const { image, warnings } = encodeSerial(locked('[0]', 8), 1);
    expect(image.byteAt(0x1fff7a00)).toBe(0);
    expect(warnings).toMatchObject([
      { code: 'LOCK_OF_FREE_SLOT', message: expect.stringContaining('block 0 holds slots 2, 3 of identity') },
    ]);
    expect(encodeSerial(locked('[0]', 32), 1).warnings).toEqual([]);
  });

  it('warn by what the chip holds where it was read', () => {
    const layout = locked('[0, 1, 2]', 32);
    const memory = memoryOf(layout.bank);
    memory.bytes.set([0], 0);
    expect(encodeSerial(layout, 1, memory).warnings).toMatchObject([
      { code: 'LOCK_OF_FREE_SLOT', message: expect.stringContaining('block 2 holds slot 3') },
    ]);
  });

  it('take blank slots of locked blocks out of choice', () => {
    const layout = locked('[]', 32);
    const memory = memoryOf(layout.bank);
    memory.bytes.set([0x00, 0xff, 0x7f], 0x200);
    expect(slotStates(layout, memory.read)).toEqual(['locked', 'blank', 'locked']);
    expect(encodeSerial(layout, 1, memory).slots).toMatchObject([{ slot: 2 }]);
    expect(() => encodeSerial(layout, 1, { ...memory, slot: 1 })).toThrow(/slot 1 locked/);
    expect(serialOf(layout, memory.read)).toMatchObject({ state: 'blank' });
  });
});
