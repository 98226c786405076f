import { describe, expect, test } from 'vitest';
import { type Origin, SparseImage } from '../../src/image/index.js';
import { fc } from '../support/property.js';
import { addressesOf, chunkOf, stretches, universeByte, universeImages } from './arbitraries.js';
import { contents, errorOf } from './contents.js';

const serial: Origin = { source: { file: 'otp.yaml', kind: 'field' }, field: 'serial' };
const mac: Origin = { source: { file: 'otp.yaml', kind: 'field' }, field: 'mac' };

function chunk(address: number, bytes: readonly number[], origin = serial) {
  return { address, bytes: Uint8Array.from(bytes), origin };
}

describe('fromChunks', () => {
  test('joins adjacent chunks and keeps gaps', () => {
    const image = SparseImage.fromChunks([chunk(0x12, [3]), chunk(0x10, [1, 2], mac), chunk(0x20, [9])]);
    expect(contents(image)).toEqual([
      [0x10, [1, 2, 3]],
      [0x20, [9]],
    ]);
    expect(image.byteCount).toBe(4);
  });

  test('no chunks, and chunks without bytes, make an empty image', () => {
    expect(SparseImage.fromChunks([]).isEmpty).toBe(true);
    expect(SparseImage.fromChunks([chunk(0x10, [])]).segments).toEqual([]);
  });

  test('different bytes at one address name the address and both origins', () => {
    expect(errorOf(() => SparseImage.fromChunks([chunk(0x10, [1, 2]), chunk(0x11, [3], mac)]))).toMatchObject(
      {
        code: 'IMAGE_CONFLICT',
        message: 'different bytes at 0x00000011: 02 from otp.yaml, field serial, 03 from otp.yaml, field mac',
        details: { address: 0x11, values: [2, 3], origins: [{ field: 'serial' }, { field: 'mac' }] },
      },
    );
  });

  test('neither byte is shown where one of them is secret: the other may be an older value', () => {
    const key: Origin = { source: { file: 'otp.yaml', kind: 'field' }, field: 'key', secret: true };
    const error = errorOf(() => SparseImage.fromChunks([chunk(0x10, [0xa7], key), chunk(0x10, [1], mac)]));
    expect(error).toMatchObject({
      message:
        'different bytes at 0x00000010: a secret byte from otp.yaml, field key, a secret byte from otp.yaml, field mac',
      details: { values: [null, null] },
    });
  });

  test.each([-1, 0.5, 2 ** 32, 2 ** 32 - 1, Number.NaN])('refuses two bytes at %d', (address) => {
    expect(errorOf(() => SparseImage.fromChunks([chunk(address, [1, 2])]))).toMatchObject({
      code: 'IMAGE_ADDRESS',
    });
  });

  test('holds the last byte of the address space', () => {
    const image = SparseImage.fromChunks([chunk(0xffffffff, [7])]);
    expect(image.byteAt(0xffffffff)).toBe(7);
    expect(image.byteAt(0)).toBeUndefined();
  });

  test('an image holds exactly the bytes of its chunks', () => {
    fc.assert(
      fc.property(stretches, (parts) => {
        const image = SparseImage.fromChunks(parts.map((part) => chunkOf(part)));
        const wanted = addressesOf(parts);
        expect(image.byteCount).toBe(wanted.size);
        for (const address of wanted) {
          expect(image.byteAt(address)).toBe(universeByte(address));
          expect(image.byteAt(address - 1) === undefined).toBe(!wanted.has(address - 1));
          expect(image.byteAt(address + 1) === undefined).toBe(!wanted.has(address + 1));
        }
        const { segments } = image;
        for (const [index, { address, bytes }] of segments.entries()) {
          const next = segments[index + 1];
          if (next) expect(next.address).toBeGreaterThan(address + bytes.length);
        }
      }),
    );
  });
});

describe('immutable from outside', () => {
  test('neither what went in nor what came out changes the image', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const image = SparseImage.fromChunks([{ address: 0x10, bytes, origin: serial }]);
    const clipped = image.clip(0x10, 0x12);
    bytes.fill(0xee);
    image.segments[0]?.bytes.fill(0xee);
    image.read(0x10, 2)?.fill(0xee);
    clipped.segments[0]?.bytes.fill(0xee);
    expect(contents(image)).toEqual([[0x10, [1, 2, 3]]]);
    expect(contents(clipped)).toEqual([[0x10, [1, 2]]]);
    expect(Object.isFrozen(image.starts)).toBe(true);
  });
});

describe('read', () => {
  const image = SparseImage.fromChunks([chunk(0x10, [1, 2, 3]), chunk(0x20, [4])]);

  test('gives bytes only when all are present', () => {
    expect(image.read(0x11, 2)).toEqual(Uint8Array.of(2, 3));
    expect(image.read(0x11, 3)).toBeUndefined();
    expect(image.read(0x0f, 2)).toBeUndefined();
    expect(image.read(0x0f, 0)).toEqual(new Uint8Array());
  });
});

describe('clip and without', () => {
  test('split an image in two, with its origins', () => {
    fc.assert(
      fc.property(universeImages, fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), ({ image, addresses }, a, b) => {
        const known = [...addresses];
        // Bounds near what the image holds say more than bounds in empty space.
        const near = (value: number): number => (known.length > 0 ? known[value % known.length]! : value);
        const [start = 0, end = 0] = [near(a), near(b)].toSorted((x, y) => x - y);
        const inside = image.clip(start, end);
        const outside = image.without(start, end);
        expect(inside.byteCount + outside.byteCount).toBe(image.byteCount);
        for (const address of addresses) {
          const [here, there] = address >= start && address < end ? [inside, outside] : [outside, inside];
          expect(here.byteAt(address)).toBe(universeByte(address));
          expect(here.originAt(address)).toEqual(image.originAt(address));
          expect(there.byteAt(address)).toBeUndefined();
          expect(there.originAt(address)).toBeUndefined();
        }
      }),
    );
  });

  test('only without keeps start addresses', () => {
    const start = { kind: 'linear', value: 0x0800_0101, origin: serial } as const;
    const image = SparseImage.fromChunks([chunk(0x10, [1, 2])], [start]);
    expect(image.clip(0x10, 0x11).starts).toEqual([]);
    expect(image.without(0x10, 0x11).starts).toEqual([start]);
  });
});
