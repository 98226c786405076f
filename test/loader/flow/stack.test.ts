import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readElf } from '../../../src/elf/index.js';
import { readBytes } from '../../../src/files/read.js';
import { checkContract, stackOf } from '../../../src/loader/contract/index.js';
import { loadBuiltLoader } from '../../../src/loader/index.js';
import { stackBound } from '../../../src/loader/stack.js';
import { allBanks } from '../../support/banks.js';

const folder = mkdtempSync(join(tmpdir(), 'otpforge-flow-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(allBanks.map(({ bank }) => bank))(
  'of the built loader $name is within the bound that its compiler gives',
  async (bank) => {
    const { stackBytes, file } = await loadBuiltLoader(bank);
    const stack = stackOf(readElf(await readBytes(file), file));
    expect(stack).toBeGreaterThan(0);
    expect(stack).toBeLessThanOrEqual(stackBytes ?? 0);
  },
);

/** Branches, loops, calls three deep, a tail call, a large frame, a 64-bit division's worth of registers. */
const source = `
typedef unsigned int u32; typedef unsigned char u8;
__attribute__((section("DevDscr"), used)) const u32 FlashDevice[40] = { 0x0101 };
__attribute__((noinline)) static u32 leaf(volatile u32 *at, u32 n) { u32 s = 0; while (n--) s += at[n] ^ (s << 3); return s; }
__attribute__((noinline)) static u32 middle(u32 a, u32 b) {
  volatile u32 local[LOCALS];
  for (u32 i = 0; i < LOCALS; i++) local[i] = a * i + b;
  if (a & 1) return leaf(local, LOCALS) + leaf(local, LOCALS / 2);
  return b > 7 ? leaf(local, 1) : leaf(local, 3) * a;
}
__attribute__((noinline)) static u32 many(u32 a, u32 b, u32 c, u32 d, u32 e, u32 f) {
  u32 x = middle(a, b), y = middle(c, d), z = middle(e, f);
  return (x ^ y) + (y * z) + (a ^ c ^ e) + (b + d + f) * (x + z);
}
u32 Init(u32 a, u32 b, u32 c) { return many(a, b, c, a + b, b + c, a + c) == 7; }
u32 UnInit(u32 a) { return leaf((volatile u32 *)a, 4); }
u32 EraseSector(u32 a) { return a & 0; }
u32 ProgramPage(u32 a, u32 b, u32 c) { if (a > b) return middle(a, c) + 1; return middle(b, c) ? 1 : Init(a, b, c) + 1; }
u32 BlankCheck(u32 a, u32 b, u32 c) { return Init(a, b, c) - 1; }
`;
const script = `SECTIONS { PrgCode : { *(.text .text.* .rodata*) . = ALIGN(4); } PrgData : { LONG(0) } DevDscr : { *(DevDscr) }
/DISCARD/ : { *(.comment .ARM.exidx*) } }`;

it.each(
  ['cortex-m0', 'cortex-m3', 'cortex-m4', 'cortex-m33'].flatMap((cpu) =>
    ['-Os', '-O0', '-O2'].flatMap((level) => [4, 90].map((locals) => [cpu, level, locals] as const)),
  ),
)('of code for %s by %s with %d local words is what the compiler says', (cpu, level, locals) => {
  writeFileSync(join(folder, 'a.c'), source);
  writeFileSync(join(folder, 'a.ld'), script);
  const gcc = (...args: readonly string[]) => execFileSync('arm-none-eabi-gcc', args, { cwd: folder });
  const target = [`-mcpu=${cpu}`, '-mthumb', '-nostdlib'];
  gcc(
    ...target,
    level,
    `-DLOCALS=${locals}`,
    '-ffreestanding',
    '-fcallgraph-info=su',
    '-c',
    'a.c',
    '-o',
    'a.o',
  );
  gcc(...target, '-T', 'a.ld', '-Wl,-n', '-Wl,--entry=0', '-Wl,--no-warn-rwx-segments', 'a.o', '-o', 'a.elf');
  const bound = stackBound(readFileSync(join(folder, 'a.ci'), 'utf8'), '');
  const elf = readElf(readFileSync(join(folder, 'a.elf')), 'a.elf');
  expect(stackOf(elf)).toBe(bound);
  // R9 is one more register here: saved, set, and then used.
  expect(checkContract(elf).map(({ rule }) => rule)).not.toContain('rwpi');
});

it.each(['cortex-m0', 'cortex-m3', 'cortex-m33'])(
  'of code for %s does not hide variables by way of R9',
  (cpu) => {
    writeFileSync(
      join(folder, 'b.c'),
      'int count;\n'.concat(source.replace('return a & 0;', 'return count += a;')),
    );
    writeFileSync(join(folder, 'a.ld'), script);
    const gcc = (...args: readonly string[]) => execFileSync('arm-none-eabi-gcc', args, { cwd: folder });
    const base = ['-fpic', '-msingle-pic-base', '-mpic-register=r9', '-mno-pic-data-is-text-relative'];
    gcc(`-mcpu=${cpu}`, '-mthumb', '-Os', '-DLOCALS=4', '-ffreestanding', ...base, '-c', 'b.c', '-o', 'b.o');
    const link = ['-nostdlib', '-T', 'a.ld', '-Wl,-n', '-Wl,--entry=0', '-Wl,--no-warn-rwx-segments'];
    gcc(`-mcpu=${cpu}`, '-mthumb', ...link, 'b.o', '-o', 'b.elf');
    const breaches = checkContract(readElf(readFileSync(join(folder, 'b.elf')), 'b.elf'));
    expect(breaches.filter(({ rule }) => rule === 'rwpi')).toHaveLength(1);
  },
);
