import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { readBinary, readElfImage, readIntelHex } from '../../src/image/index.js';
import { fc, runs } from '../support/property.js';
import { contents, errorOf } from './contents.js';
import { elfFile } from './elf-file.js';
import { useTempFolder } from './temp-folder.js';

const temp = useTempFolder();

/** Builds a linked ELF from assembly and a linker script. */
function link(assembly: string, script: string): Buffer {
  writeFileSync(temp('a.s'), assembly);
  writeFileSync(temp('a.ld'), script);
  execFileSync('arm-none-eabi-as', ['-mcpu=cortex-m0', temp('a.s'), '-o', temp('a.o')]);
  execFileSync('arm-none-eabi-ld', ['-T', temp('a.ld'), temp('a.o'), '-o', temp('a.elf')]);
  return readFileSync(temp('a.elf'));
}

function objcopy(format: 'ihex' | 'binary', ...options: string[]): Buffer {
  execFileSync('arm-none-eabi-objcopy', ['-O', format, ...options, temp('a.elf'), temp('a.out')]);
  return readFileSync(temp('a.out'));
}

describe('a linked firmware', () => {
  const assembly = `
    .syntax unified
    .section .isr_vector, "a"
    .word 0x20001000, start + 1
    .text
    .thumb
    .global start
    .thumb_func
    start: b start
    .section .data, "aw"
    .word 0x11223344
    .section .bss, "aw", %nobits
    .space 64
`;
  const script = `
    ENTRY(start)
    MEMORY { FLASH (rx): ORIGIN = 0x08000100, LENGTH = 64K  RAM (rwx): ORIGIN = 0x20000000, LENGTH = 4K }
    SECTIONS {
      .isr_vector : { KEEP(*(.isr_vector)) } > FLASH
      .text : { . = ALIGN(64); *(.text) } > FLASH
      .data : { *(.data) } > RAM AT > FLASH
      .bss : { *(.bss) } > RAM
    }`;

  test('is the memory image that objcopy makes of it, initial data at its load address', () => {
    const image = readElfImage(link(assembly, script), 'a.elf');
    const theirs = readIntelHex(objcopy('ihex'), 'a.hex');
    expect(contents(image)).toEqual(contents(theirs));
    expect(image.segments.at(-1)?.bytes.subarray(-4)).toEqual(Uint8Array.of(0x44, 0x33, 0x22, 0x11));
    expect(image.starts).toMatchObject([{ kind: 'linear', origin: { source: { file: 'a.elf' } } }]);
    expect(image.starts[0]?.value).toBe(theirs.starts[0]?.value);
  });

  test('holds neither the ELF header nor the zeros behind it, though its segment does', () => {
    const elf = link(assembly, script);
    const [segment] = elfSegments(elf);
    expect(segment).toMatchObject({ offset: 0 });
    expect(readElfImage(elf, 'a.elf').segments[0]?.address).toBe(0x0800_0100);
  });

  test('holds what somebody has written behind the ELF header', () => {
    const elf = link(assembly, script);
    const [segment] = elfSegments(elf);
    const at = 0xf0;
    elf[at] = 0x5a;
    const image = readElfImage(elf, 'a.elf');
    const end = 52 + 32 * elf.readUInt16LE(44);
    expect(image.segments[0]?.address).toBe((segment?.paddr ?? 0) + end);
    expect(image.byteAt((segment?.paddr ?? 0) + at)).toBe(0x5a);
  });

  test('is refused with a section that no segment loads, which objcopy would take along', () => {
    link(assembly, script);
    writeFileSync(temp('otp.bin'), Uint8Array.of(1, 2, 3));
    execFileSync(
      'arm-none-eabi-objcopy',
      [
        ...['--add-section', `.otp=${temp('otp.bin')}`, '--set-section-flags', '.otp=alloc,load,readonly'],
        ...['--change-section-address', '.otp=0x1fff7800', temp('a.elf')],
      ],
      { stdio: 'ignore' },
    );
    const error = errorOf(() => readElfImage(readFileSync(temp('a.elf')), 'a.elf'));
    expect(error).toMatchObject({
      code: 'ELF_UNLOADABLE',
      message: expect.stringMatching(
        /^a\.elf: section \d+ \(\.otp\), 3 bytes at 0x1FFF7800, is in no segment to load$/,
      ),
    });
  });
});

describe('bytes that a segment loads and no section covers', () => {
  const assembly = `
    .section .isr, "a"
    .word 0x20001000, 0x08000011
    .section .table, "a"
    .balign 64
    .word 1, 2, 3, 4
    .section .otp, "a"
    .ascii "SN-0042"
    .section .seal, "a"
    .balign 32
    .ascii "sealed"
`;
  const script = `
    MEMORY { ROM (rx): ORIGIN = 0x08000000, LENGTH = 64K  OTP (r): ORIGIN = 0x1FFF7800, LENGTH = 512 }
    SECTIONS {
      .isr : { KEEP(*(.isr)) } > ROM
      .table : { KEEP(*(.table)) } > ROM
      .otp : { KEEP(*(.otp)) } > OTP
      .seal : { KEEP(*(.seal)) } > OTP
    }`;

  test('are what objcopy -O binary makes of a gap that the linker left', () => {
    const image = readElfImage(link(assembly, script), 'a.elf').clip(0, 0x1000_0000);
    const theirs = readBinary(objcopy('binary', '-j', '.isr', '-j', '.table'), 'a.bin', 0x0800_0000);
    expect(contents(image)).toEqual(contents(theirs));
    expect(image.ranges()).toMatchObject([
      { address: 0x0800_0000, length: 8, source: { kind: 'elf' } },
      { address: 0x0800_0008, length: 56, source: { kind: 'elf-gap' } },
      { address: 0x0800_0040, length: 16, source: { kind: 'elf' } },
    ]);
  });

  test('are loaded where a tool took a section out of the section headers and left its bytes', () => {
    const whole = link(assembly, script);
    const image = readElfImage(withoutSection(whole, '.table'), 'a.elf');
    expect(contents(image)).toEqual(contents(readElfImage(whole, 'a.elf')));
    expect(image.originAt(0x0800_0040)?.source.kind).toBe('elf-gap');
  });

  test('are marked in OTP as anywhere', () => {
    const image = readElfImage(link(assembly, script), 'a.elf');
    expect(image.originAt(0x1fff_7807)?.source.kind).toBe('elf-gap');
    expect(image.originAt(0x1fff_7820)?.source.kind).toBe('elf');
  });

  test('are all that a file without section headers has', () => {
    const elf = link(assembly, script);
    elf.fill(0, 32, 36);
    elf.fill(0, 48, 52);
    const image = readElfImage(elf, 'a.elf');
    expect(new Set(image.ranges().map(({ source }) => source.kind))).toEqual(new Set(['elf-gap']));
  });
});

/** Makes a section disappear from the section headers while its bytes stay in the segment. */
function withoutSection(elf: Buffer, name: string): Buffer {
  const copy = Buffer.from(elf);
  const headers = copy.readUInt32LE(32);
  const names = copy.readUInt32LE(headers + 40 * copy.readUInt16LE(50) + 16);
  for (let at = headers; at < headers + 40 * copy.readUInt16LE(48); at += 40) {
    const from = names + copy.readUInt32LE(at);
    if (copy.toString('latin1', from, copy.indexOf(0, from)) === name) copy.fill(0, at + 4, at + 12);
  }
  return copy;
}

/** Where the program headers say that file bytes go. */
function elfSegments(elf: Buffer): { offset: number; paddr: number }[] {
  return Array.from({ length: elf.readUInt16LE(44) }, (_, index) => {
    const at = elf.readUInt32LE(28) + index * elf.readUInt16LE(42);
    return { offset: elf.readUInt32LE(at + 4), paddr: elf.readUInt32LE(at + 12) };
  });
}

describe('program headers alone', () => {
  test('PT_LOAD segments lie at their physical addresses; others and empty ones do not count', () => {
    const elf = elfFile([
      { paddr: 0x0800_0000, vaddr: 0x2000_0000, bytes: [1, 2, 3] },
      { paddr: 0x1fff_7800, bytes: [4] },
      { paddr: 0x0900_0000, bytes: [] },
      { paddr: 0x0a00_0000, bytes: [9], type: 4 },
    ]);
    const image = readElfImage(elf, 'fw.elf');
    expect(contents(image)).toEqual([
      [0x0800_0000, [1, 2, 3]],
      [0x1fff_7800, [4]],
    ]);
    expect(image.originAt(0x1fff_7800)).toEqual({ source: { file: 'fw.elf', kind: 'elf-gap' } });
    expect(image.starts).toEqual([]);
  });

  test('the entry is the start address', () => {
    const elf = elfFile([{ paddr: 0x0800_0000, bytes: [1] }], { entry: 0x0800_01c1 });
    expect(readElfImage(elf, 'fw.elf').starts).toMatchObject([{ kind: 'linear', value: 0x0800_01c1 }]);
  });
});

describe('defects', () => {
  const good = elfFile([{ paddr: 0x0800_0000, bytes: [1, 2, 3, 4] }]);

  function changed(at: number, ...bytes: number[]): Buffer {
    const copy = Buffer.from(good);
    copy.set(bytes, at);
    return copy;
  }

  test.each([
    ['no magic', 'ELF_INVALID', changed(0, 0)],
    ['64 bits', 'ELF_UNSUPPORTED', changed(4, 2)],
    ['big-endian', 'ELF_UNSUPPORTED', changed(5, 2)],
    ['another machine', 'ELF_UNSUPPORTED', elfFile([], { machine: 3 })],
    ['nothing to load', 'ELF_UNLOADABLE', elfFile([])],
    ['program headers too short', 'ELF_INVALID', changed(42, 16)],
    ['program headers outside the file', 'ELF_INVALID', changed(28, 0xff, 0xff, 0xff, 0xff)],
    ['a segment outside the file', 'ELF_INVALID', changed(52 + 4, 0xff, 0xff)],
    ['section headers outside the file', 'ELF_INVALID', changed(48, 9)],
    ['a segment past 32 bits', 'IMAGE_ADDRESS', elfFile([{ paddr: 0xffff_fffe, bytes: [1, 2, 3, 4] }])],
    [
      'different bytes at one address',
      'ELF_UNLOADABLE',
      elfFile([
        { paddr: 0x10, bytes: [1] },
        { paddr: 0x10, bytes: [2] },
      ]),
    ],
  ])('%s', (_, code, elf) => {
    expect(errorOf(() => readElfImage(elf, 'fw.elf'))).toMatchObject({
      code,
      message: expect.stringContaining('fw.elf'),
      remedy: expect.any(String),
    });
  });

  test('load addresses that are all 0 are named for what they are', () => {
    const parts = [
      { paddr: 0, vaddr: 0x0800_0000, bytes: [1, 2] },
      { paddr: 0, vaddr: 0x2000_0000, bytes: [3] },
    ];
    expect(errorOf(() => readElfImage(elfFile(parts), 'fw.elf'))).toMatchObject({
      code: 'ELF_UNLOADABLE',
      message: expect.stringMatching(
        /^fw\.elf: every segment to load has the load address 0 .* 0x08000000, 0x20000000 \(p_vaddr\)/,
      ),
    });
    const [one] = parts;
    expect(errorOf(() => readElfImage(elfFile(one ? [one] : []), 'fw.elf'))).toMatchObject({
      code: 'ELF_UNLOADABLE',
    });
  });

  test('firmware that is linked to address 0 keeps it', () => {
    const elf = elfFile([{ paddr: 0, vaddr: 0, bytes: [1, 2] }]);
    expect(contents(readElfImage(elf, 'fw.elf'))).toEqual([[0, [1, 2]]]);
  });

  test('two segments that load different bytes to one address are named once, with the bytes', () => {
    const elf = elfFile([
      { paddr: 0x0800_0010, bytes: [3, 9] },
      { paddr: 0x0800_0000, bytes: Array(17).fill(7) },
      { paddr: 0x0800_0004, bytes: [7, 7] },
    ]);
    expect(errorOf(() => readElfImage(elf, 'fw.elf'))).toMatchObject({
      code: 'ELF_UNLOADABLE',
      message: 'fw.elf: two of its segments load different bytes to 0x08000010: 0x7 and 0x3',
    });
  });

  test('a file cut anywhere is refused', () => {
    for (let length = 0; length < good.length; length += 1) {
      expect(errorOf(() => readElfImage(good.subarray(0, length), 'fw.elf'))).toMatchObject({
        code: 'ELF_INVALID',
      });
    }
  });

  test('any change of its headers is read or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }), (at, bytes) => {
        try {
          readElfImage(changed(at, ...bytes.subarray(0, good.length - at)), 'fw.elf');
        } catch (error) {
          expect(error).toBeInstanceOf(OtpforgeError);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});
