import { describe, expect, it } from 'vitest';
import { SparseImage } from '../../src/image/index.js';
import {
  encodeLayout,
  type Layout,
  type UniqueValue,
  uniqueValues,
  uniqueValuesIn,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { layoutOf, oneField, useBanks } from './banks.js';
import { memoryOf } from './memory.js';

const banks = useBanks();

const imageOf = (layout: Layout, values: Record<string, unknown>, options = {}) =>
  encodeLayout(layout, unitDataFromObject(values), options).image;
const shown = (values: readonly UniqueValue[]) => values.map(({ field, text }) => `${field}=${text}`);

describe('a field is unique', () => {
  it.each([
    ['mac', true],
    ['eui48', true],
    ['eui64', true],
    ['uuid', true],
    ['u64', false],
    ['bytes, length: 6', false],
    ['ascii, length: 4', false],
    ['utf8, length: 4', false],
    ['date, encoding: bcd', false],
    ['crc, algorithm: crc8, range: { offset: 1, length: 0x10 }', false],
  ])('of type %s, unless the layout says otherwise: %s', (type, unique) => {
    const rest = 'fill: 0\nlock: []\n';
    const body = type.startsWith('crc')
      ? `fields:\n  f: { offset: 0, type: ${type} }\n  g: { offset: 1, type: uuid }\n`
      : `fields:\n  f: { offset: 0, type: ${type} }\n`;
    expect(layoutOf(banks.f4, rest + body).fields[0]?.unique).toBe(unique);
  });

  it('by its own word, either way', () => {
    expect(oneField(banks.f4, 'type: u32, unique: true').fields[0]?.unique).toBe(true);
    expect(oneField(banks.f4, 'type: uuid, unique: false').fields[0]?.unique).toBe(false);
  });

  it('never as a constant', () => {
    expect(oneField(banks.f4, 'type: mac, const: "02:00:5E:10:00:2A"').fields[0]?.unique).toBe(false);
    expect(() => oneField(banks.f4, 'type: u8, const: 1, unique: true')).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_INVALID',
        message: expect.stringMatching(/^otp\.yaml:3: fields\.f\.unique: a constant is the same in every/),
      }),
    );
  });

  it('never as a checksum', () => {
    const body =
      'fields:\n  a: { offset: 1, type: u8 }\n  f: { offset: 0, type: crc, algorithm: crc8, over: [a], unique: false }\n';
    expect(() => layoutOf(banks.f4, body)).toThrow(expect.objectContaining({ code: 'SCHEMA' }));
  });

  it('with a warning where it has a default', () => {
    const { warnings } = oneField(banks.f4, 'type: mac, default: "02:00:5E:10:00:2A"');
    expect(warnings).toEqual([expect.objectContaining({ code: 'UNIQUE_DEFAULT', field: 'f', line: 3 })]);
    expect(oneField(banks.f4, 'type: mac, default: "02:00:5E:10:00:2A", unique: false').warnings).toEqual([]);
  });
});

const plain = `fields:
  serial: { offset: 0, type: ascii, length: 8, pad: 0, unique: true }
  mac: { offset: 8, type: mac, when: late }
  key: { offset: 0x10, type: u32, unique: true, secret: true, endian: big, when: late }
  batch: { offset: 0x14, type: u32, when: late }
`;

const record = `records:
  identity:
    offset: 0
    slots: 3
    stride: 0x20
    sequence: issue
    fields:
      issue: { offset: 0, type: u16 }
      serial: { offset: 2, type: u32, unique: true }
      check: { offset: 6, type: crc, algorithm: crc32, over: [issue, serial] }
`;

describe('the unique values of an image', () => {
  it('are those of its unique fields, as bytes and as text', () => {
    const layout = layoutOf(banks.f4, plain);
    const image = imageOf(layout, { serial: 'SN-1', mac: '02-00-5e-10-00-2a', key: 0xabcd, batch: 1 });
    expect(uniqueValues(layout, image)).toEqual([
      {
        field: 'serial',
        type: 'ascii',
        address: 0x1fff7800,
        secret: false,
        bytes: new Uint8Array([...Buffer.from('SN-1'), 0, 0, 0, 0]),
        text: 'SN-1',
      },
      {
        field: 'mac',
        type: 'mac',
        address: 0x1fff7808,
        secret: false,
        bytes: Uint8Array.of(2, 0, 0x5e, 0x10, 0, 0x2a),
        text: '02:00:5E:10:00:2A',
      },
      expect.objectContaining({ field: 'key', secret: true, bytes: Uint8Array.of(0, 0, 0xab, 0xcd) }),
    ]);
  });

  it('are not those of fields that another stage writes, or of which a byte is missing', () => {
    const layout = layoutOf(banks.f4, plain);
    const all = imageOf(layout, { serial: 'SN-1', mac: '02:00:5E:10:00:2A', key: 1, batch: 1 });
    expect(shown(uniqueValues(layout, all.without(0x1fff7808, 0x1fff7820)))).toEqual(['serial=SN-1']);
    expect(shown(uniqueValues(layout, all.without(0x1fff7807, 0x1fff780e)))).toEqual(['key=1 (0x00000001)']);
  });

  it('are not blank', () => {
    const layout = oneField(banks.f4, 'type: mac, allowBlank: true');
    expect(uniqueValues(layout, imageOf(layout, { f: 'FF:FF:FF:FF:FF:FF' }))).toEqual([]);
  });

  it('are told by their bytes where these break a rule of the field', () => {
    const layout = oneField(banks.f4, 'type: ascii, length: 2, unique: true');
    const origin = { source: { file: 'a.hex', kind: 'ihex' as const } };
    const image = SparseImage.fromChunks([{ address: 0x1fff7800, bytes: Uint8Array.of(1, 2), origin }]);
    expect(shown(uniqueValues(layout, image))).toEqual(['f=01 02']);
  });

  it('are those of the slot that the image carries', () => {
    const layout = layoutOf(banks.f4, record);
    const image = imageOf(layout, { serial: 7 }, { slot: 2 });
    expect(uniqueValues(layout, image)).toEqual([
      expect.objectContaining({ field: 'serial', record: 'identity', slot: 2, address: 0x1fff7822 }),
    ]);
  });
});

describe('the unique values of a chip', () => {
  it('are those of the newest valid slot', () => {
    const layout = layoutOf(banks.f4, record);
    const memory = memoryOf(banks.f4);
    expect(uniqueValuesIn(layout, memory.read)).toEqual([]);
    memory.write(imageOf(layout, { serial: 7 }));
    memory.write(imageOf(layout, { serial: 8 }, { read: memory.read }));
    expect(shown(uniqueValuesIn(layout, memory.read))).toEqual(['serial=8 (0x00000008)']);
  });

  it('are those that can be read', () => {
    const layout = layoutOf(
      banks.l4,
      'fill: 0\nfields:\n  a: { offset: 0, type: mac }\n  b: { offset: 8, type: mac }\n',
    );
    const memory = memoryOf(banks.l4);
    memory.write(imageOf(layout, { a: '02:00:5E:10:00:01', b: '02:00:5E:10:00:02' }));
    memory.damage(banks.l4.otp.base);
    expect(shown(uniqueValuesIn(layout, memory.read))).toEqual(['b=02:00:5E:10:00:02']);
  });
});
