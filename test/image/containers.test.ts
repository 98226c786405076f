import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { containerOf, hasElfHeader } from '../../src/image/containers.js';
import { fc, runs } from '../support/property.js';
import { elfFile } from './elf-file.js';

const content = Buffer.from('firmware of the controller board');

/** A zip with one stored file. */
function zip(): Buffer {
  const name = Buffer.from('fw.bin');
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name, content]);
}

/** As dfuse-pack.py writes it: prefix, one target, one element. */
function dfuSe(): Buffer {
  const prefix = Buffer.alloc(11);
  prefix.write('DfuSe', 'latin1');
  prefix[5] = 1;
  prefix.writeUInt32LE(11 + 274 + 8 + content.length, 6);
  prefix[10] = 1;
  const target = Buffer.alloc(274);
  target.write('Target', 'latin1');
  const element = Buffer.alloc(8);
  element.writeUInt32LE(0x0800_0000, 0);
  element.writeUInt32LE(content.length, 4);
  return Buffer.concat([prefix, target, element, content]);
}

/** The suffix that dfu-suffix adds, with its CRC by the definition of USB DFU 1.1. */
function dfu(): Buffer {
  const body = Buffer.concat([
    content,
    Buffer.from([0xff, 0xff, 0x11, 0xdf, 0x83, 0x04, 0x00, 0x01, 0x55, 0x46, 0x44, 16]),
  ]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const end = Buffer.alloc(4);
  end.writeUInt32LE(crc >>> 0);
  return Buffer.concat([body, end]);
}

function uf2(): Buffer {
  const block = Buffer.alloc(512);
  for (const [index, word] of [0x0a324655, 0x9e5d5157].entries()) block.writeUInt32LE(word, 4 * index);
  block.writeUInt32LE(0x0ab16f30, 508);
  return block;
}

function tar(): Buffer {
  const header = Buffer.alloc(512);
  header.write('fw.bin', 0);
  header.write('ustar\u000000', 257, 'latin1');
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function program(): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.write('MZ', 'latin1');
  bytes.writeUInt32LE(0x80, 60);
  bytes.write('PE\0\0', 0x80, 'latin1');
  return bytes;
}

const known: readonly (readonly [what: string, header: number, bytes: Buffer])[] = [
  ['a gzip file', 4, gzipSync(content)],
  ['a zip archive', 4, zip()],
  ['a zip archive', 8, Buffer.from([0x50, 0x4b, 5, 6, ...Array(18).fill(0)])],
  ['a DfuSe container', 6, dfuSe()],
  ['a DFU file, which has a suffix behind its bytes', 0, dfu()],
  ['a UF2 file', 8, uf2()],
  ['an xz file', 6, Buffer.from('fd377a585a000004e6d6b446', 'hex')],
  ['a bzip2 file', 10, Buffer.from('425a683931415926535900112233', 'hex')],
  ['a 7z archive', 7, Buffer.from('377abcaf271c0004', 'hex')],
  ['a zstd file', 4, Buffer.from('28b52ffd2420010000', 'hex')],
  ['a tar archive', 262, tar()],
  ['an ar archive or static library', 8, Buffer.from('!<arch>\nfoo.o/')],
  ['a Windows program', 2, program()],
  ['a PNG picture', 8, Buffer.from('89504e470d0a1a0a0000', 'hex')],
  ['a PDF document', 7, Buffer.from('%PDF-1.7\n%\xe2\xe3', 'latin1')],
  ['text in UTF-16', 10, Buffer.from('\ufeff:00000001FF\r\n', 'utf16le')],
  ['text in UTF-16', 10, Buffer.from('\ufeff:00000001FF\r\n', 'utf16le').swap16()],
];

describe('a file that is plainly something else', () => {
  test.each(known)('%s is known', (what, _, bytes) => {
    expect(containerOf(bytes)).toBe(what);
  });

  test.each(known.filter(([, header]) => header > 0))(
    '%s is not known by less than its header',
    (what, header, bytes) => {
      for (let at = 0; at < header; at += 1) {
        if (bytes[at] === 0 && at < 257) continue;
        // POSIX.1-1988 §10.1.1: the last byte of a tar header's checksum only ends it, and the sum leaves its field out.
        if (what === 'a tar archive' && at === 155) continue;
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 0xff;
        expect(containerOf(changed), `byte ${at}`).toBeUndefined();
      }
    },
  );

  test('a gzip file has flags, a level and a system that the format knows', () => {
    for (const [at, value] of [
      [3, 0x20],
      [8, 7],
      [9, 99],
    ] as const) {
      const changed = gzipSync(content);
      changed[at] = value;
      expect(containerOf(changed)).toBeUndefined();
    }
  });

  test('a DFU suffix has the right CRC', () => {
    const changed = dfu();
    changed[0] = 0;
    expect(containerOf(changed)).toBeUndefined();
  });

  test('an ELF file is known by its whole header', () => {
    const elf = elfFile([{ paddr: 0x0800_0000, bytes: [1] }]);
    expect(hasElfHeader(elf)).toBe(true);
    for (const at of [0, 1, 2, 3, 4, 5, 6, 20]) {
      const changed = Buffer.from(elf);
      changed[at] = 9;
      expect(hasElfHeader(changed), `byte ${at}`).toBe(false);
    }
    expect(hasElfHeader(elf.subarray(0, 51))).toBe(false);
  });

  test('random bytes are not, whatever two bytes they begin with', () => {
    const beginnings = known.map(([, , bytes]) => [...bytes.subarray(0, 2)]);
    const any = fc.tuple(fc.constantFrom([], ...beginnings), fc.uint8Array({ maxLength: 600 }));
    fc.assert(
      fc.property(any, ([first, rest]) => {
        expect(containerOf(Uint8Array.from([...first, ...rest]))).toBeUndefined();
      }),
      { numRuns: runs(2000) },
    );
  });
});
