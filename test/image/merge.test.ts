import { describe, expect, test } from 'vitest';
import {
  SparseImage as Image,
  mergeImages,
  readIntelHex,
  type SparseImage,
  writeIntelHex,
} from '../../src/image/index.js';
import { fc } from '../support/property.js';
import { addressesOf, chunkOf, stretches, universeImages } from './arbitraries.js';
import { contents, errorOf } from './contents.js';
import { data, EOF, page, readLines, record } from './records.js';

function file(name: string, ...lines: string[]): SparseImage {
  return readLines([...lines, EOF], name);
}

describe('laws, for images without conflicts', () => {
  test('the result holds the bytes of all, and order does not matter', () => {
    fc.assert(
      fc.property(fc.array(universeImages, { maxLength: 4 }), (parts) => {
        const images = parts.map(({ image }) => image);
        const merged = mergeImages(images);
        expect(merged.byteCount).toBe(new Set(parts.flatMap(({ addresses }) => [...addresses])).size);
        for (const image of images) {
          for (const { address, bytes } of image.segments)
            expect(merged.read(address, bytes.length)).toEqual(bytes);
        }
        expect(contents(mergeImages(images.toReversed()))).toEqual(contents(merged));
      }),
    );
  });

  test('associative', () => {
    fc.assert(
      fc.property(
        universeImages,
        universeImages,
        universeImages,
        ({ image: a }, { image: b }, { image: c }) => {
          const left = mergeImages([mergeImages([a, b]), c]);
          expect(contents(left)).toEqual(contents(mergeImages([a, mergeImages([b, c])])));
          expect(contents(left)).toEqual(contents(mergeImages([a, b, c])));
        },
      ),
    );
  });

  test('idempotent, and nothing is its identity', () => {
    fc.assert(
      fc.property(universeImages, ({ image }) => {
        expect(contents(mergeImages([image, image]))).toEqual(contents(image));
        expect(contents(mergeImages([Image.empty, image]))).toEqual(contents(image));
      }),
    );
    expect(mergeImages([]).isEmpty).toBe(true);
  });

  test('each byte keeps the origin of a file that holds it', () => {
    fc.assert(
      fc.property(stretches, stretches, (a, b) => {
        const merged = mergeImages([
          Image.fromChunks(a.map((part) => chunkOf(part, 'a.bin'))),
          Image.fromChunks(b.map((part) => chunkOf(part, 'b.bin'))),
        ]);
        const holders = { 'a.bin': addressesOf(a), 'b.bin': addressesOf(b) };
        for (const [name, addresses] of Object.entries(holders)) {
          const others = name === 'a.bin' ? holders['b.bin'] : holders['a.bin'];
          for (const address of addresses) {
            if (!others.has(address)) expect(merged.originAt(address)?.source.file).toBe(name);
            else expect(merged.originAt(address)).toBeDefined();
          }
        }
      }),
    );
  });
});

describe('conflicts', () => {
  test('name both files, both lines, the address and both values, in either order', () => {
    const a = file('fw.hex', page(0x1fff_0000), data(0x7800, 1, 2, 3, 4));
    const b = file('otp.hex', page(0x1fff_0000), data(0x7700, 0), data(0x7802, 3, 0x55));
    expect(errorOf(() => mergeImages([a, b]))).toMatchObject({
      code: 'IMAGE_CONFLICT',
      message: 'different bytes at 0x1FFF7803: 04 from fw.hex:2, 55 from otp.hex:3',
      details: {
        address: 0x1fff_7803,
        values: [4, 0x55],
        origins: [
          { file: 'fw.hex', line: 2 },
          { file: 'otp.hex', line: 3 },
        ],
      },
    });
    expect(errorOf(() => mergeImages([b, a]))).toMatchObject({ details: { address: 0x1fff_7803 } });
  });

  test('an explicit FF over another byte is one', () => {
    const merge = (): SparseImage => mergeImages([file('a.hex', data(0, 0xff)), file('b.hex', data(0, 0))]);
    expect(errorOf(merge)).toMatchObject({ code: 'IMAGE_CONFLICT', details: { address: 0 } });
  });

  test('one changed byte is found wherever two images overlap', () => {
    fc.assert(
      fc.property(universeImages, fc.nat(), ({ image, addresses }, pick) => {
        fc.pre(addresses.size > 0);
        const address = [...addresses][pick % addresses.size] ?? 0;
        const wrong = (image.byteAt(address) ?? 0) ^ 1;
        const patch = Image.fromChunks([
          {
            address,
            bytes: Uint8Array.of(wrong),
            origin: { source: { file: 'patch.yaml', kind: 'field' }, field: 'serial' },
          },
        ]);
        const patched = mergeImages([image.without(address, address + 1), patch]);
        for (const images of [
          [image, patched],
          [patched, image],
        ]) {
          const error = errorOf(() => mergeImages(images));
          expect(error).toMatchObject({ code: 'IMAGE_CONFLICT', details: { address } });
          expect(error).toHaveProperty('message', expect.stringContaining('patch.yaml, field serial'));
          expect(error).toHaveProperty('message', expect.stringContaining('a.bin'));
        }
      }),
    );
  });
});

describe('start addresses', () => {
  const linear = (value: number): string => record(5, 0, [0, 0, value >> 8, value & 0xff]);
  const app = file('app.hex', data(0x10, 1), linear(0x101));
  const boot = file('boot.hex', data(0x20, 1), linear(0x201));
  const otp = file('otp.hex', data(0x30, 1));

  test('one is kept, from whichever image', () => {
    expect(mergeImages([otp, app]).starts).toEqual(app.starts);
    expect(mergeImages([app, otp, app]).starts).toEqual(app.starts);
    expect(Buffer.from(writeIntelHex(mergeImages([otp, app]))).toString()).toContain(linear(0x101));
  });

  test('of two different ones the first is kept, and the other named', () => {
    const merged = mergeImages([otp, app, boot]);
    expect(merged.starts).toEqual(app.starts);
    expect(merged.warnings).toEqual([
      {
        code: 'START_LEFT_OUT',
        message: expect.stringMatching(
          /^two start addresses: 0x00000101 in app\.hex:2 is kept, 0x00000201 in boot\.hex:2 is left out/,
        ),
      },
    ]);
    expect(mergeImages([boot, app]).starts).toEqual(boot.starts);
  });

  test('one can be chosen, and is then no warning', () => {
    const chosen = mergeImages([app, boot], { start: { file: 'boot.hex' } });
    expect(chosen).toMatchObject({ starts: boot.starts, warnings: [] });
    expect(mergeImages([app, boot], { start: [{ file: 'boot.hex' }] }).starts).toEqual(boot.starts);
    expect(mergeImages([app, boot], { start: 'none' })).toMatchObject({ starts: [], warnings: [] });
    expect(errorOf(() => mergeImages([app, boot, otp], { start: { file: 'otp.hex' } }))).toMatchObject({
      code: 'IMAGE_START_UNKNOWN',
      remedy: 'These have one: app.hex, boot.hex.',
    });
  });

  test('two different ones that are both asked for are an error that names both', () => {
    const start = [{ file: 'app.hex' }, { file: 'boot.hex' }];
    expect(errorOf(() => mergeImages([app, otp, boot], { start }))).toMatchObject({
      code: 'IMAGE_START_CONFLICT',
      message: 'two start addresses are asked for: 0x00000101 in app.hex:2, 0x00000201 in boot.hex:2',
      details: { values: [0x101, 0x201], files: ['app.hex', 'boot.hex'] },
    });
    const twin = file('twin.hex', data(0x40, 1), linear(0x101));
    expect(mergeImages([app, twin], { start: [{ file: 'app.hex' }, { file: 'twin.hex' }] }).starts).toEqual(
      app.starts,
    );
  });

  test('warnings of the images go with the merged one', () => {
    const warning = { code: 'RAW_LINE_END' as const, message: 'text' };
    expect(mergeImages([otp.withWarnings([warning]), app]).warnings).toEqual([warning]);
  });

  test('CS:IP agrees with EIP when both mean one address', () => {
    const segment = (cs: number, ip: number): string =>
      record(3, 0, [cs >> 8, cs & 0xff, ip >> 8, ip & 0xff]);
    const same = file('same.hex', segment(0x10, 0x1));
    expect(mergeImages([app, same]).starts.map(({ kind }) => kind)).toEqual(['linear', 'segment']);
    const spelt = file('spelt.hex', segment(0xf, 0x11));
    const twice = mergeImages([same, spelt]);
    expect(twice.starts).toEqual(same.starts);
    expect(readIntelHex(writeIntelHex(twice), 'twice.hex').starts).toMatchObject([{ value: 0x100001 }]);
    const other = file('other.hex', segment(0x10, 0x2));
    expect(mergeImages([app, other])).toMatchObject({
      starts: app.starts,
      warnings: [{ code: 'START_LEFT_OUT' }],
    });
  });
});
