import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MergeOptions, merge } from '../../src/api/merge.js';
import { plan } from '../../src/api/plan.js';
import { program } from '../../src/api/program.js';
import { verify } from '../../src/api/verify.js';
import { readIntelHex } from '../../src/image/index.js';
import { contents, rejectionOf } from '../image/contents.js';
import { elfFile } from '../image/elf-file.js';
import { data, EOF, page } from '../image/records.js';
import { inFolder } from '../support/cli.js';

const [f4, l4] = ['STM32F401RE', 'STM32L475VG'];
const serial = [...Buffer.from('SN-0042\0')];

/** Writes the inputs into a folder and merges them. */
async function merged(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  { inputs, ...options }: Partial<MergeOptions> = {},
) {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const output = join(folder, 'out.hex');
  const all = inputs ?? Object.keys(files).map((path) => ({ path }));
  const document = await merge({
    inputs: all.map((input) => ({ ...input, path: join(folder, input.path) })),
    output,
    ...options,
  });
  return { document, image: readIntelHex(await readFile(output), 'out.hex') };
}

const mixed = [
  page(0x0800_0000),
  data(0, 1, 2),
  page(0x1fff_0000),
  data(0x7800, ...serial),
  data(0xc000, 0xff, 0xaa),
  EOF,
].join('\n');

describe('a part of the inputs', () => {
  it.each([
    ['flash', { only: ['flash'] }, [[0x0800_0000, [1, 2]]]],
    ['OTP', { only: ['otp'] }, [[0x1fff_7800, serial]]],
    [
      'both',
      { only: ['flash', 'otp'] },
      [
        [0x0800_0000, [1, 2]],
        [0x1fff_7800, serial],
      ],
    ],
    [
      'all but the OTP',
      { without: ['otp'] },
      [
        [0x0800_0000, [1, 2]],
        [0x1fff_c000, [0xff, 0xaa]],
      ],
    ],
    [
      'all but some addresses',
      { without: [{ address: 0x1fff_c000, length: 2 }] },
      [
        [0x0800_0000, [1, 2]],
        [0x1fff_7800, serial],
      ],
    ],
  ] satisfies [string, Partial<MergeOptions>, unknown][])(
    'is what --only and --without say: %s',
    (_, options, expected) =>
      inFolder(async (folder) => {
        const { image, document } = await merged(folder, { 'fw.hex': mixed }, { ...options, device: f4 });
        expect(contents(image)).toEqual(expected);
        const count = document.leftOut.reduce((sum, { length }) => sum + length, 0);
        expect(count + document.byteCount).toBe(12);
      }),
  );

  it('by name needs a chip, and a layout names one', () =>
    inFolder(async (folder) => {
      const options = { only: ['otp' as const] };
      expect(await rejectionOf(merged(folder, { 'fw.hex': mixed }, options))).toMatchObject({
        code: 'USAGE',
        message: '--only otp needs to know the chip',
      });
      const layout = join(folder, 'otp.yaml');
      await writeFile(
        layout,
        'format: otpforge.layout/1\nbank: stm32f4-otp\nfields:\n  a: { offset: 0x40, type: u8 }\n',
      );
      const { image } = await merged(folder, { 'fw.hex': mixed }, { only: ['flash'], layout, set: ['a=1'] });
      expect(contents(image)).toEqual([
        [0x0800_0000, [1, 2]],
        [0x1fff_7840, [1]],
      ]);
    }));

  it('may not be nothing at all', () =>
    inFolder(async (folder) => {
      const options = { without: [{ address: 0, length: 2 ** 32 }] };
      expect(await rejectionOf(merged(folder, { 'fw.hex': mixed }, options))).toMatchObject({
        code: 'IMAGE_EMPTY',
      });
    }));
});

describe('a padded dump', () => {
  const padded = (size: number, ...parts: readonly (readonly [number, readonly number[]])[]) => {
    const bytes = new Uint8Array(size).fill(0xff);
    for (const [offset, values] of parts) bytes.set(values, offset);
    return bytes;
  };

  it('loses its blank double words on L4, each counted', () =>
    inFolder(async (folder) => {
      const dump = padded(0x400, [0, serial], [0x18, [1, 2, 3, 4]]);
      const { image, document } = await merged(
        folder,
        { 'otp.bin': dump },
        { inputs: [{ path: 'otp.bin', address: 0x1fff_7000 }], device: l4, blankIsAbsent: true },
      );
      expect(contents(image)).toEqual([
        [0x1fff_7000, serial],
        [0x1fff_7018, [1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff]],
      ]);
      expect(document.leftOut).toMatchObject([
        { address: 0x1fff_7008, units: 2, reason: 'blank' },
        { address: 0x1fff_7020, units: 124, reason: 'blank' },
      ]);
    }));

  it('keeps bytes of 0xFF inside a value on F4, and loses the open lock bytes', () =>
    inFolder(async (folder) => {
      const mac = [0x02, 0xff, 0xff, 0x10, 0x00, 0x2a];
      const dump = padded(0x210, [0, mac], [0x201, [0]]);
      const { image } = await merged(
        folder,
        { 'otp.bin': dump },
        { inputs: [{ path: 'otp.bin', address: 0x1fff_7800 }], device: f4, blankIsAbsent: true },
      );
      expect(contents(image)).toEqual([
        [0x1fff_7800, mac],
        [0x1fff_7a01, [0]],
      ]);
    }));

  it('keeps its main flash, where an absent byte would keep older firmware', () =>
    inFolder(async (folder) => {
      const dump = padded(0x40, [0, [1]]);
      const inputs = [
        { path: 'fw.bin', address: 0x0800_0000 },
        { path: 'gap.bin', address: 0x0808_0000 },
      ];
      const files = { 'fw.bin': dump, 'gap.bin': dump };
      const { image } = await merged(folder, files, { inputs, device: f4, blankIsAbsent: true });
      expect(contents(image)).toEqual([
        [0x0800_0000, [...dump]],
        [0x0808_0000, [1]],
      ]);
    }));

  it('needs a chip to know its units', () =>
    inFolder(async (folder) => {
      expect(await rejectionOf(merged(folder, { 'fw.hex': mixed }, { blankIsAbsent: true }))).toMatchObject({
        code: 'USAGE',
        message: '--blank-is-absent needs to know the chip',
      });
    }));
});

describe('a field of all ones', () => {
  const layoutText = (bank: string) =>
    [
      'format: otpforge.layout/1',
      `bank: ${bank}`,
      'fields:',
      '  a: { offset: 0x00, type: u64 }',
      '  b: { offset: 0x08, type: u64, allowBlank: true }',
      '  c: { offset: 0x10, type: u32 }',
      '  d: { offset: 0x14, type: u32, allowBlank: true }',
    ].join('\n');
  const set = ['a=1', 'b=0xFFFFFFFFFFFFFFFF', 'c=5', 'd=0xFFFFFFFF'];

  async function unit(folder: string, bank: string) {
    const layout = join(folder, 'ab.yaml');
    await writeFile(layout, layoutText(bank));
    return { layout, ...(await merged(folder, {}, { layout, set })) };
  }

  it('is left out where another host would spend its double word, and merge says so', () =>
    inFolder(async (folder) => {
      const { image, document } = await unit(folder, 'stm32l4-otp');
      expect(image.segments.map(({ address, bytes }) => [address, bytes.length])).toEqual([
        [0x1fff_7000, 8],
        [0x1fff_7010, 8],
      ]);
      expect(document.leftOut).toMatchObject([
        { address: 0x1fff_7008, length: 8, reason: 'all-ones', units: 1 },
      ]);
      expect(document.warnings).toEqual([
        {
          code: 'BLANK_LEFT_OUT',
          message: expect.stringMatching(/^1 unit of 8 bytes .* 0x1FFF7008 \(.*field b\)/),
        },
      ]);
    }));

  it('stays on F4, where it shows a conflict', () =>
    inFolder(async (folder) => {
      const { image, document } = await unit(folder, 'stm32f4-otp');
      expect(image.byteCount).toBe(24);
      expect(document.leftOut).toEqual([]);
    }));

  it('must be read blank by plan, program and verify with the layout', () =>
    inFolder(async (folder) => {
      const { layout } = await unit(folder, 'stm32l4-otp');
      const other = join(folder, 'other.hex');
      await writeFile(other, [page(0x1fff_0000), data(0x7008, ...serial), EOF].join('\n'));
      const probe = `sim:${l4},file=${join(folder, 'a.chip')}`;
      const confirm = async () => true;
      expect(await program({ image: other, probe, confirm })).toMatchObject({ result: 'done' });
      const target = { image: join(folder, 'out.hex'), probe };
      expect((await plan(target)).refusals).toEqual([]);
      const refusals = [{ code: 'CONFLICT', address: 0x1fff_7008 }];
      expect(await plan({ ...target, layout })).toMatchObject({ refusals });
      expect(await program({ ...target, layout, confirm })).toMatchObject({ result: 'refused' });
      expect(await program({ ...target, confirm })).toMatchObject({ result: 'done' });
      expect(await verify(target)).toMatchObject({ result: 'equal' });
      expect(await verify({ ...target, layout })).toMatchObject({ result: 'different' });
    }));
});

it('keeps what an ELF loads outside its sections out of the OTP, since a hex file would not tell', () =>
  inFolder(async (folder) => {
    const elf = elfFile([
      { paddr: 0x0800_0000, bytes: [1, 2, 3, 4] },
      { paddr: 0x1fff_7800, bytes: serial },
    ]);
    expect(await rejectionOf(merged(folder, { 'fw.elf': elf }))).toMatchObject({
      code: 'IMAGE_REGION',
      message: expect.stringContaining('loads 0x1FFF7800 to 0x1FFF7807 into the OTP'),
    });
    const without = [{ address: 0x1fff_7800, length: 8 }];
    const { image } = await merged(folder, { 'fw.elf': elf }, { without });
    expect(contents(image)).toEqual([[0x0800_0000, [1, 2, 3, 4]]]);
  }));
