import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readBinary, readImageFile } from '../../src/image/index.js';
import { contents, errorOf, rejectionOf } from './contents.js';
import { elfFile } from './elf-file.js';
import { data, EOF } from './records.js';
import { useTempFolder } from './temp-folder.js';

const temp = useTempFolder();
const ihex = `${data(0x10, 1)}\n${EOF}\n`;
const sRecords = 'S00600004844521B\r\nS107000001020304EE\r\nS9030000FC\r\n';
const gzip = gzipSync('firmware');
const elf = elfFile([{ paddr: 0x20, bytes: [2] }]);

function save(name: string, content: string | Uint8Array): string {
  writeFileSync(temp(name), content);
  return temp(name);
}

describe('the format of a file', () => {
  test.each(['a.hex', 'a.HEX', 'a.ihx', 'a.ihex', 'a.txt', 'a'])('Intel HEX in %s', async (name) => {
    const image = await readImageFile(save(name, ihex));
    expect(contents(image)).toEqual([[0x10, [1]]]);
    expect(image.originAt(0x10)).toEqual({ source: { file: temp(name), kind: 'ihex' }, line: 1 });
  });

  test.each(['b.elf', 'b.axf', 'b.out', 'b'])('ELF in %s', async (name) => {
    expect(contents(await readImageFile(save(name, elf)))).toEqual([[0x20, [2]]]);
  });

  test.each([
    ['c.bin', Uint8Array.of(3)],
    ['c.dat', Uint8Array.of(3)],
  ])('raw in %s', async (name, bytes) => {
    expect(contents(await readImageFile(save(name, bytes), { address: 0x30 }))).toEqual([[0x30, [3]]]);
  });

  test('a .bin that begins with a colon is raw', async () => {
    const bytes = Uint8Array.of(0x3a, 0x31, 0x30, 0x00, 0xff);
    const image = await readImageFile(save('d.bin', bytes), { address: 0 });
    expect(contents(image)).toEqual([[0, [...bytes]]]);
  });

  test('raw insists, whatever a file is and is called', async () => {
    for (const [name, content] of [
      ['r.hex', ihex],
      ['r.elf', elf],
      ['r.bin', ihex],
      ['r.dat', sRecords],
      ['r.gz', gzip],
    ] as const) {
      const image = await readImageFile(save(name, content), { address: 0x30, raw: true });
      expect(contents(image)).toEqual([[0x30, [...Buffer.from(content)]]]);
      expect(image.originAt(0x30)).toEqual({ source: { file: temp(name), kind: 'binary' } });
    }
  });

  test('a serial number is text: its bytes as they are, with a warning for a line end', async () => {
    const text = await readImageFile(save('sn.txt', 'SN-0042'), { address: 0 });
    expect(contents(text)).toEqual([[0, [...Buffer.from('SN-0042')]]]);
    expect(text.warnings).toEqual([]);
    for (const [content, end] of [
      ['SN-0042\n', '0A'],
      ['SN-0042\r\n', '0D 0A'],
      ['SN-0042\r', '0D'],
    ] as const) {
      const image = await readImageFile(save('sn.bin', content), { address: 0 });
      expect(image.byteCount).toBe(content.length);
      expect(image.warnings).toEqual([
        {
          code: 'RAW_LINE_END',
          message: expect.stringContaining(
            `sn.bin is text and ends with a line end (${end}), which is burnt`,
          ),
        },
      ]);
    }
    for (const bytes of [[1, 2, 0x0a], [0x0a]]) {
      const image = await readImageFile(save('raw.bin', Uint8Array.from(bytes)), { address: 0 });
      expect(image.warnings).toEqual([]);
    }
  });
});

describe('refusals', () => {
  test.each([
    ['a .bin without an address', 'IMAGE_ADDRESS_MISSING', 'e.bin', Uint8Array.of(1), {}],
    ['Intel HEX with an address', 'IMAGE_ADDRESS_UNUSED', 'e.hex', ihex, { address: 0 }],
    ['ELF with an address', 'IMAGE_ADDRESS_UNUSED', 'e.elf', elf, { address: 0 }],
    ['neither', 'IMAGE_FORMAT', 'e.dat', 'hello', {}],
    ['S-records', 'IMAGE_FORMAT', 'e.s19', sRecords, {}],
    [
      'S-records with an address, which would make them raw',
      'IMAGE_FORMAT',
      'e.mot',
      sRecords,
      { address: 0 },
    ],
    ['an ELF in a .bin', 'IMAGE_FORMAT', 'e.bin', elf, { address: 0 }],
    ['an ELF in a .dat with an address', 'IMAGE_ADDRESS_UNUSED', 'e2.dat', elf, { address: 0 }],
    ['Intel HEX in a .bin', 'IMAGE_FORMAT', 'e.bin', ihex, { address: 0 }],
    ['Intel HEX in a .bin without an address', 'IMAGE_FORMAT', 'e.bin', ihex, {}],
    ['Intel HEX in a .txt with an address', 'IMAGE_ADDRESS_UNUSED', 'e.txt', ihex, { address: 0 }],
    ['S-records in a .bin', 'IMAGE_FORMAT', 'e.bin', sRecords, { address: 0 }],
    ['TI-TXT', 'IMAGE_FORMAT', 'e.txt', '@F000\n31 40\nq\n', { address: 0 }],
    ['a container', 'IMAGE_FORMAT', 'e.gz', gzip, {}],
    ['a container with an address', 'IMAGE_FORMAT', 'e.bin', gzip, { address: 0 }],
    ['a container that is called .hex', 'IMAGE_FORMAT', 'e.hex', gzip, {}],
    ['raw without an address', 'IMAGE_ADDRESS_MISSING', 'e.hex', ihex, { raw: true }],
    ['an .elf that is none', 'ELF_INVALID', 'f.elf', 'hello', {}],
    ['a .hex that is none', 'IHEX_NO_COLON', 'f.hex', 'hello', {}],
    ['a raw file past 32 bits', 'IMAGE_ADDRESS', 'f.bin', 'hello', { address: 0xffff_fffe }],
  ])('%s', async (_, code, name, content, options) => {
    expect(await rejectionOf(readImageFile(save(name, content), options))).toMatchObject({ code });
  });

  test('what is refused as raw is named, with the way out', async () => {
    expect(await rejectionOf(readImageFile(save('fw.bin', gzip), { address: 0 }))).toMatchObject({
      message: expect.stringMatching(/fw\.bin: a gzip file, not a raw binary$/),
      remedy: expect.stringMatching(/^Unpack it, .* insist with --raw/),
    });
    expect(await rejectionOf(readImageFile(save('fw.bin', ihex), { address: 0 }))).toMatchObject({
      message: expect.stringMatching(/fw\.bin: Intel HEX, not a raw binary$/),
      remedy: expect.stringMatching(/^Name it \.hex/),
    });
  });

  test.each(['g.bin', 'g.dat'])('%s is told both ways of giving an address', async (name) => {
    expect(await rejectionOf(readImageFile(save(name, 'hello')))).toMatchObject({
      remedy: expect.stringMatching(
        new RegExp(`${name}@0x08000000 for merge and inspect, --address 0x08000000 for any other command`),
      ),
    });
  });

  test('a file that is not there', async () => {
    expect(await rejectionOf(readImageFile(temp('none.hex')))).toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

test('a binary has no lines', () => {
  const image = readBinary(Uint8Array.of(1, 2), 'fw.bin', 0x0800_0000);
  expect(image.originAt(0x0800_0001)).toEqual({ source: { file: 'fw.bin', kind: 'binary' } });
  expect(errorOf(() => readBinary(Uint8Array.of(1), 'fw.bin', -4))).toMatchObject({ code: 'IMAGE_ADDRESS' });
});
