import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { readElf, readIntelHex } from '../../src/image/index.js';
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

function objcopy(): Buffer {
  execFileSync('arm-none-eabi-objcopy', ['-O', 'ihex', temp('a.elf'), temp('a.hex')]);
  return readFileSync(temp('a.hex'));
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
    const image = readElf(link(assembly, script), 'a.elf');
    const theirs = readIntelHex(objcopy(), 'a.hex');
    expect(contents(image)).toEqual(contents(theirs));
    expect(image.segments.at(-1)?.bytes.subarray(-4)).toEqual(Uint8Array.of(0x44, 0x33, 0x22, 0x11));
    expect(image.starts).toMatchObject([{ kind: 'linear', origin: { source: { file: 'a.elf' } } }]);
    expect(image.starts[0]?.value).toBe(theirs.starts[0]?.value);
  });

  test('holds no byte of the ELF header, though its segment does', () => {
    const elf = link(assembly, script);
    const [segment] = elfSegments(elf);
    expect(segment).toMatchObject({ offset: 0 });
    expect(readElf(elf, 'a.elf').segments[0]?.address).toBe(0x0800_0100);
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
    const error = errorOf(() => readElf(readFileSync(temp('a.elf')), 'a.elf'));
    expect(error).toMatchObject({
      code: 'ELF_MALFORMED',
      message: expect.stringMatching(
        /^a\.elf: section \d+, 3 bytes at 0x1FFF7800, lies in no segment to load$/,
      ),
    });
  });
});

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
    const image = readElf(elf, 'fw.elf');
    expect(contents(image)).toEqual([
      [0x0800_0000, [1, 2, 3]],
      [0x1fff_7800, [4]],
    ]);
    expect(image.originAt(0x1fff_7800)).toEqual({ source: { file: 'fw.elf', kind: 'elf' } });
    expect(image.starts).toEqual([]);
  });

  test('the entry is the start address', () => {
    const elf = elfFile([{ paddr: 0x0800_0000, bytes: [1] }], { entry: 0x0800_01c1 });
    expect(readElf(elf, 'fw.elf').starts).toMatchObject([{ kind: 'linear', value: 0x0800_01c1 }]);
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
    ['no magic', 'ELF_MALFORMED', changed(0, 0)],
    ['64 bits', 'ELF_UNSUPPORTED', changed(4, 2)],
    ['big-endian', 'ELF_UNSUPPORTED', changed(5, 2)],
    ['another machine', 'ELF_UNSUPPORTED', elfFile([], { machine: 3 })],
    ['nothing to load', 'ELF_MALFORMED', elfFile([])],
    ['program headers too short', 'ELF_MALFORMED', changed(42, 16)],
    ['program headers outside the file', 'ELF_MALFORMED', changed(28, 0xff, 0xff, 0xff, 0xff)],
    ['a segment outside the file', 'ELF_MALFORMED', changed(52 + 4, 0xff, 0xff)],
    ['section headers outside the file', 'ELF_MALFORMED', changed(48, 9)],
    ['a segment past 32 bits', 'IMAGE_ADDRESS', elfFile([{ paddr: 0xffff_fffe, bytes: [1, 2, 3, 4] }])],
    [
      'different bytes at one address',
      'IMAGE_CONFLICT',
      elfFile([
        { paddr: 0x10, bytes: [1] },
        { paddr: 0x10, bytes: [2] },
      ]),
    ],
  ])('%s', (_, code, elf) => {
    expect(errorOf(() => readElf(elf, 'fw.elf'))).toMatchObject({
      code,
      message: expect.stringContaining('fw.elf'),
      remedy: expect.any(String),
    });
  });

  test('a file cut anywhere is refused', () => {
    for (let length = 0; length < good.length; length += 1) {
      expect(errorOf(() => readElf(good.subarray(0, length), 'fw.elf'))).toMatchObject({
        code: 'ELF_MALFORMED',
      });
    }
  });

  test('any change of its headers is read or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }), (at, bytes) => {
        try {
          readElf(changed(at, ...bytes.subarray(0, good.length - at)), 'fw.elf');
        } catch (error) {
          expect(error).toBeInstanceOf(OtpforgeError);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});
