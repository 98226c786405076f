import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Bank } from '../../src/bank/index.js';
import { encodeLayout, type Layout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { knownContent, unknownContent } from '../../src/visit/content.js';
import { fieldMacs } from '../../src/visit/field-macs.js';
import { bytesOfFields, ownUnit } from '../../src/visit/own-unit.js';
import { useBanks } from '../layout/banks.js';
import { type Memory, memoryOf } from '../layout/memory.js';

const banks = useBanks();
const mac = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const plain = `fields:
  serial: { offset: 0, type: ascii, length: 8, unique: true }
  mac: { offset: 8, type: mac }
  crc: { offset: 16, type: crc, algorithm: crc32, over: [serial, mac] }
  rework: { offset: 24, type: u64, when: rework }
`;
const records = `records:
  identity:
    offset: 0
    slots: 3
    stride: 16
    sequence: count
    fields:
      count: { offset: 0, type: u16 }
      serial: { offset: 2, type: u32, unique: true }
      crc: { offset: 8, type: crc, algorithm: crc32, over: [count, serial] }
`;

const secretRecords = `records:
  identity:
    offset: 0
    slots: 3
    stride: 40
    sequence: count
    fields:
      count: { offset: 0, type: u16 }
      serial: { offset: 2, type: u32, unique: true }
      key: { offset: 8, type: bytes, length: 16, secret: true, unique: true }
      crc: { offset: 24, type: crc, algorithm: crc32, over: [count, serial, key] }
`;

interface Die {
  readonly layout: Layout<Bank>;
  readonly memory: Memory;
}

function dieOf(bank: Bank, body: string, fill = 'fill: 0x00\n'): Die {
  const layout = parseLayout(`format: otpforge.layout/2\n${fill}${body}`, 'otp.yaml', bank);
  return { layout, memory: memoryOf(bank) };
}

const plainUnit = { serial: 'SN-00042', mac: '02:00:5E:10:00:01' };

function encoded({ layout, memory }: Die, values: Record<string, unknown>, stages: readonly string[] = []) {
  const read = layout.records.length > 0 ? { read: memory.read } : {};
  return encodeLayout(layout, unitDataFromObject(values), { stages, ...read }).image;
}

/** What is found on a die that has been given some values; `secrets`: only their hashes are left. */
function found(
  die: Die,
  values: Record<string, unknown>,
  { hashesOnly = false, stage = 'make', isNewStage = false } = {},
) {
  const { layout, memory } = die;
  const image = encodeLayout(layout, unitDataFromObject(values), { stages: [] }).image;
  const own = ownUnit(
    fieldMacs(layout, image, mac),
    mac,
    hashesOnly ? undefined : bytesOfFields(layout, image),
  );
  return knownContent({ layout, read: memory.read, stage, isNewStage }, own);
}

describe.each(['f4', 'l4'] as const)('what a die of %s holds', (family) => {
  it('is blank, in part, and whole while it is burnt', () => {
    const die = dieOf(banks[family], plain);
    expect(unknownContent({ layout: die.layout, read: die.memory.read })).toEqual({ kind: 'blank' });
    expect(found(die, plainUnit).kind).toBe('blank');
    const image = encoded(die, plainUnit);
    const { writeUnit, base } = die.layout.bank.otp;
    die.memory.write(image.clip(base, base + 2 * writeUnit));
    expect(found(die, plainUnit).kind).toBe('part');
    die.memory.write(image);
    expect(found(die, plainUnit).kind).toBe('whole');
    expect(found(die, plainUnit, { hashesOnly: true }).kind).toBe('whole');
    expect(unknownContent({ layout: die.layout, read: die.memory.read })).toMatchObject({ kind: 'foreign' });
  });

  it('is foreign where a field, a gap or another stage holds something else', () => {
    const other = dieOf(banks[family], plain);
    other.memory.write(encoded(other, { ...plainUnit, serial: 'SN-00043' }));
    expect(found(other, plainUnit).kind).toBe('foreign');
    // Only the bits of "SN-00042" that an interrupted burn leaves, and a check of their own that is right.
    const proven = dieOf(banks[family], records);
    proven.memory.write(encoded(proven, { serial: 7 }));
    expect(found(proven, { serial: 3 }).kind).toBe('foreign');
    const gap = dieOf(banks[family], plain);
    gap.memory.write(encoded(gap, plainUnit));
    gap.memory.bytes[15] = 0x55;
    // A write unit of STM32F4 is one byte, so that the layout has none in the gap.
    expect(found(gap, plainUnit).kind).toBe(family === 'f4' ? 'whole' : 'foreign');
    const stage = dieOf(banks[family], plain);
    stage.memory.bytes.fill(0, 24, 32);
    expect(found(stage, plainUnit)).toMatchObject({ kind: 'foreign', field: 'rework' });
  });

  it('says where a unit cannot be read', () => {
    const die = dieOf(banks[family], plain);
    die.memory.write(encoded(die, plainUnit));
    die.memory.damage(die.layout.bank.otp.base + 8);
    expect(found(die, plainUnit)).toMatchObject({ kind: 'damaged', field: 'mac' });
    expect(unknownContent({ layout: die.layout, read: die.memory.read })).toMatchObject({ kind: 'damaged' });
  });

  it('is not damaged by a field of another stage', () => {
    const die = dieOf(banks[family], plain);
    const values = { ...plainUnit, rework: 7 };
    die.memory.write(encoded(die, values, ['rework']));
    die.memory.damage(die.layout.bank.otp.base + 24);
    expect(found(die, values).kind).toBe('whole');
    expect(found(die, values, { stage: 'rework' })).toMatchObject({ kind: 'damaged', field: 'rework' });
    expect(found(die, values, { stage: 'final', isNewStage: true }).kind).toBe('damaged');
  });

  it('is whole in the slot that counts, whatever an interrupted burn left before it', () => {
    const die = dieOf(banks[family], records);
    const first = encoded(die, { serial: 7 });
    const { base, writeUnit } = die.layout.bank.otp;
    die.memory.write(first.clip(base, base + Math.max(writeUnit, 4)));
    expect(found(die, { serial: 7 }).kind).toBe('part');
    die.memory.write(encoded(die, { serial: 7 }));
    expect(found(die, { serial: 7 }).kind).toBe('whole');
    expect(found(die, { serial: 8 }).kind).toBe('foreign');
  });

  it('is whole where an interrupted burn left a part of a secret that the ledger has wiped since', () => {
    const values = { serial: 7, key: '00112233445566778899AABBCCDDEEFF' };
    const die = dieOf(banks[family], secretRecords);
    const { base } = die.layout.bank.otp;
    die.memory.write(encoded(die, values).clip(base, base + 16));
    expect(found(die, values).kind).toBe('part');
    die.memory.write(encoded(die, values));
    expect(found(die, values, { hashesOnly: true }).kind).toBe('whole');
    // In the slot that counts a secret is its own or another one's.
    const otherKey = { ...values, key: 'FF112233445566778899AABBCCDDEEFF' };
    expect(found(die, otherKey, { hashesOnly: true }).kind).toBe('foreign');
    // What is not secret is told in each slot.
    const other = dieOf(banks[family], secretRecords);
    other.memory.write(encoded(other, { ...values, serial: 8 }).clip(base, base + 16));
    other.memory.write(encoded(other, values));
    expect(found(other, values, { hashesOnly: true }).kind).toBe('foreign');
  });

  it('is whole although an earlier slot is damaged', () => {
    const die = dieOf(banks[family], records);
    die.memory.write(encoded(die, { serial: 7 }).clip(0, 0xffffffff));
    const { base } = die.layout.bank.otp;
    die.memory.damage(base);
    expect(found(die, { serial: 7 }).kind).toBe('part');
    die.memory.write(encoded(die, { serial: 7 }));
    expect(found(die, { serial: 7 }).kind).toBe('whole');
  });
});

describe('a lock of a blank bank', () => {
  it('keeps a die that nobody knows from being new', () => {
    const die = dieOf(banks.f4, `lock: [0]\n${plain}`);
    const { locks } = die.layout.bank.otp;
    expect(unknownContent({ layout: die.layout, read: die.memory.read }).kind).toBe('blank');
    die.memory.bytes[locks?.offset ?? 0] = 0;
    expect(unknownContent({ layout: die.layout, read: die.memory.read })).toEqual({
      kind: 'foreign',
      field: 'the lock of block 0',
    });
  });
});
