import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lintBytes } from '../../src/loader/index.js';
import { findToolchain, runCompiler, type Toolchain } from '../../src/loader/toolchain.js';

/** A flash algorithm such as another maker would build; macros change it in one way each. */
const source = `
typedef unsigned int u32; typedef unsigned short u16; typedef unsigned char u8;
#ifndef SECTORS
#define SECTORS 512
#endif
#ifndef PAGE
#define PAGE 16
#endif
#ifndef TIMEOUT
#define TIMEOUT 1000
#endif
struct device {
  u16 version; char name[128]; u16 type; u32 base, size, page, reserved; u8 erased; u32 prog, erase;
  u32 sectors[SECTORS][2];
};
__attribute__((section("DevDscr"), used)) const struct device FlashDevice = {
  0x0101, "Foreign OTP", 1, 0x1fff7800, 0x210, PAGE, 0, 0xff, TIMEOUT, TIMEOUT, { { PAGE, 0 }, { ~0u, ~0u } },
};
#ifdef VARIABLES
__attribute__((section("PrgData"), used)) u32 variables[VARIABLES];
#else
__attribute__((section("PrgData"), used)) u32 mark = 1;
#endif
#ifdef DATA
u32 count = 3;
int Init(u32 a, u32 b, u32 c) { count += a + b + c; return 0; }
#else
int Init(u32 a, u32 b, u32 c) { return (int)(a & b & c & 0); }
#endif
int UnInit(u32 a) { return (int)(a & 0); }
#ifndef NO_ERASE
int EraseSector(u32 a) { *(volatile u32 *)0x40023c10 = a; return 0; }
#endif
int ProgramPage(u32 to, u32 length, const u8 *from) {
  for (u32 at = 0; at < length; at++) ((volatile u8 *)to)[at] = from[at];
#ifdef WIDE
  __asm volatile("movw r3, #0x1234\\n movt r3, #0x5678" ::: "r3");
#endif
  return 0;
}
#ifdef CONSTANT_BLANK
int BlankCheck(u32 a, u32 b, u8 c) { (void)a; (void)b; (void)c; return 1; }
#elif !defined(NO_BLANK)
int BlankCheck(u32 a, u32 b, u8 c) { while (b--) if (*(volatile u8 *)a++ != c) return 1; return 0; }
#endif
#ifdef ADDRESS
u32 Extra(void) { return (u32)&UnInit; }
#endif
#ifdef VERIFY
u32 Verify(u32 a, u32 b, const u8 *c) { return a + b + (u32)c * 0; }
#endif
#ifdef SEGGER_FL
int SEGGER_FL_Program(u32 a, u32 b, const u8 *c) { return ProgramPage(a, b, c); }
#endif
#ifdef SAVED_BASE
int Extra(u32 a) { int b; __asm volatile("mov r9, %1\\n mov %0, r9" : "=l"(b) : "l"(a) : "r9"); return b; }
int SEGGER_OPEN_Program(u32 a, u32 b, u8 *c) { return Extra(a + b + (u32)c); }
#endif
#ifdef READ_BASE
int SEGGER_OPEN_Program(u32 a, u32 b, u8 *c) { u32 d; __asm volatile("mov %0, r9" : "=l"(d)); return (int)(d + a + b + (u32)c); }
#endif
#ifdef DEEP
static int deep(volatile u8 *c) { volatile u8 large[DEEP]; large[1] = c[1]; return large[1]; }
int SEGGER_OPEN_Program(u32 a, u32 b, u8 *c) { return deep(c) + (int)(a + b); }
#endif
#ifdef RECURSIVE
__attribute__((noinline)) static int again(u32 a) { return a > 3 ? again(a - 1) + again(a - 2) : 1; }
int SEGGER_OPEN_Program(u32 a, u32 b, u8 *c) { return again(a + b + (u32)c); }
#endif
#ifdef POINTER
int SEGGER_OPEN_Program(u32 a, u32 b, int (*c)(u32)) { return c(a) + (int)b; }
#endif
#ifdef RWPI_ATTRIBUTE
__asm(".eabi_attribute 14, 1\\n.eabi_attribute 15, 2");
#endif
#ifdef RWPI_SYMBOL
__asm(".global \\"BuildAttributes$$THM_ISAv3M$S$ROPI$RWPI\\"\\n.set \\"BuildAttributes$$THM_ISAv3M$S$ROPI$RWPI\\", 0");
#endif
`;

const script = (origin: string) => `
PHDRS { code PT_LOAD FLAGS(7); device PT_LOAD FLAGS(4); }
SECTIONS {
  . = ${origin};
  PrgCode : { *(.text .text.* .rodata .rodata.*) . = ALIGN(4); } :code
  PrgData : { *(PrgData) } :code
  .data : { *(.data .data.*) } :code
  .bss : { *(.bss .bss.* COMMON) } :code
  DevDscr : { *(DevDscr) } :device
  /DISCARD/ : { *(.comment .note .note.* .ARM.exidx*) }
}`;

let folder: string;
let toolchain: Toolchain;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-foreign-'));
  toolchain = await findToolchain(undefined);
  await writeFile(join(folder, 'foreign.c'), source);
  await writeFile(join(folder, 'at0.ld'), script('0'));
  await writeFile(join(folder, 'ram.ld'), script('0x20000000'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const link = ['-nostdlib', '-Wl,-n', '-Wl,--entry=0', '-Wl,--build-id=none', '-Wl,--no-warn-rwx-segments'];

async function findings(flags: readonly string[]): Promise<readonly string[]> {
  const cpu = flags.some((flag) => flag.startsWith('-mcpu')) ? [] : ['-mcpu=cortex-m0'];
  const place = flags.some((flag) => flag === '-c' || flag === '-T') ? [] : ['-T', 'at0.ld'];
  const rest = flags.includes('-c') ? [] : link;
  await runCompiler(
    toolchain,
    [
      ...cpu,
      '-mthumb',
      '-Os',
      '-ffreestanding',
      ...place,
      ...rest,
      ...flags,
      'foreign.c',
      '-o',
      'foreign.flm',
    ],
    folder,
  );
  const { breaches } = lintBytes(await readFile(join(folder, 'foreign.flm')), 'foreign.flm');
  return [...new Set(breaches.map(({ rule }) => rule))];
}

describe('lint of a loader that others built', () => {
  test('says of a sound one that it has no Burn, and nothing else', async () => {
    expect(await findings([])).toEqual(['no-burn']);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['variables by way of R9', ['-DREAD_BASE'], ['rwpi']],
    ['the same where it is told by an attribute', ['-DREAD_BASE', '-DRWPI_ATTRIBUTE'], ['rwpi']],
    ['the same in Thumb-2', ['-DREAD_BASE', '-mcpu=cortex-m3'], ['rwpi', 'thumb-2', 'architecture']],
    ['no use of R9 in a loader that an attribute calls RWPI', ['-DRWPI_ATTRIBUTE'], []],
    ['no use of R9 in one that armcc calls RWPI', ['-DRWPI_SYMBOL'], []],
    ['no use in R9 that is saved and then set', ['-DSAVED_BASE'], []],
    ['none in Thumb-2', ['-DSAVED_BASE', '-mcpu=cortex-m4'], ['thumb-2', 'architecture']],
    ['a frame of 300 bytes', ['-DDEEP=300'], ['stack-depth']],
    ['a frame of 600 bytes', ['-DDEEP=600', '-mcpu=cortex-m4'], ['stack-depth', 'thumb-2', 'architecture']],
    ['a function that calls itself', ['-DRECURSIVE'], ['stack-unknown']],
    ['a call by a pointer', ['-DPOINTER'], ['stack-unknown']],
    ['variables in PrgData', ['-DVARIABLES=3'], ['writable-data']],
    ['a BlankCheck that always answers 1', ['-DCONSTANT_BLANK'], ['constant-blank-check']],
    ['no BlankCheck', ['-DNO_BLANK'], ['no-blank-check']],
    ['no EraseSector', ['-DNO_ERASE'], ['missing-entry']],
    ['Thumb-2 code', ['-mcpu=cortex-m4', '-DWIDE'], ['thumb-2', 'architecture']],
    ['a descriptor of 176 bytes', ['-DSECTORS=2'], ['descriptor-size']],
    ['a page that does not divide the base', ['-DPAGE=0x210'], ['page-base', 'sector-size']],
    ['a page that does not divide the size', ['-DPAGE=32'], ['page-size', 'sector-size']],
    ['a short timeout', ['-DTIMEOUT=100'], ['timeout']],
    [
      'the address of a function, put together without a literal',
      ['-DADDRESS', '-mpure-code', '-Wl,--emit-relocs'],
      ['absolute-relocation'],
    ],
    ['a .data that nobody downloads', ['-DDATA'], ['leftover-section']],
    [
      'the same with its relocations',
      ['-DDATA', '-Wl,--emit-relocs'],
      ['absolute-relocation', 'leftover-section'],
    ],
    ['code that is linked to RAM', ['-T', 'ram.ld'], ['code-address']],
    ['a Verify', ['-DVERIFY'], ['verify-exported']],
    ['entries of two generations', ['-DSEGGER_FL'], ['two-generations']],
    ['no symbols', ['-s'], ['no-symbols', 'descriptor']],
  ])('finds %s', async (_what, flags, rules) => {
    const found = await findings(flags);
    expect(found.filter((rule) => rule !== 'no-burn').sort()).toEqual([...rules].sort());
  });

  test('finds an object file that was never linked', async () => {
    expect(await findings(['-c'])).toEqual(
      expect.arrayContaining(['file-type', 'code-section', 'leftover-section', 'load-segment']),
    );
  });
});
