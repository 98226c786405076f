import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { refuseIncludes, refuseReads } from './includes.js';
import type { LoaderSource } from './render.js';
import { stackBound } from './stack.js';
import { compilerHeaders, runCompiler, type Toolchain } from './toolchain.js';

/** How loaders are compiled; part of the manifest. */
export const compilerFlags: readonly string[] = [
  ...['-mcpu=cortex-m0', '-mthumb', '-Os', '-std=c17', '-ffreestanding', '-fno-common'],
  // Threaded jumps copy the pass loop; a copied loop could become a call of memset, which is not there.
  ...['-fno-thread-jumps', '-fno-tree-loop-distribute-patterns'],
  ...['-Wall', '-Wextra', '-Werror', '-Wno-attribute-alias'],
];
export const linkerFlags: readonly string[] = [
  ...['-mcpu=cortex-m0', '-mthumb', '-nostdlib', '-T', 'loader.ld'],
  ...['-Wl,-n', '-Wl,--entry=0', '-Wl,--build-id=none'],
];

/** An address far from 0 and from the RAM of any chip, to see whether the bytes depend on it. */
const secondOrigin = 0x5a5a_5a58;

/** What one compilation gives. */
export interface CompiledLoader {
  readonly elf: Uint8Array;
  /** The same linked elsewhere, with its relocations: the loader must not know the difference. */
  readonly elsewhere: Uint8Array;
  /** Bound on the stack of the deepest entry in bytes. */
  readonly stackBytes: number;
}

/** Compiles and links the loader of a bank, named for messages, in a folder of its own. Errors: COMPILE_FAILED, TEMPLATE_INVALID, TOOLCHAIN_*. */
export async function compileLoader(
  toolchain: Toolchain,
  { source, script }: LoaderSource,
  bank: string,
): Promise<CompiledLoader> {
  refuseIncludes({ source, script }, bank);
  const folder = await temporaryFolder();
  try {
    const headers = await compilerHeaders(toolchain, folder);
    await writeFile(join(folder, 'loader.c'), source);
    await writeFile(join(folder, 'loader.ld'), script);
    const gcc = (...args: string[]) => runCompiler(toolchain, args, folder, `the loader of the bank ${bank}`);
    // Relative names only: a path would become part of the ELF.
    const reads = ['-MD', '-MF', 'loader.d', '-Wa,--MD,loader.s.d'];
    await gcc(...compilerFlags, ...reads, '-fcallgraph-info=su', '-c', 'loader.c', '-o', 'loader.o');
    for (const name of ['loader.d', 'loader.s.d']) {
      // A macro can make a directive that no look at the source finds; the tools themselves know what they have read.
      refuseReads(await readFile(join(folder, name), 'utf8'), folder, headers, bank);
    }
    await gcc(...linkerFlags, 'loader.o', '-o', 'loader.elf');
    const origin = `-Wl,--emit-relocs,--defsym=LOADER_ORIGIN_OVERRIDE=${secondOrigin}`;
    await gcc(...linkerFlags, origin, 'loader.o', '-o', 'elsewhere.elf');
    const callGraph = await readFile(join(folder, 'loader.ci'), 'utf8');
    return {
      elf: await readFile(join(folder, 'loader.elf')),
      elsewhere: await readFile(join(folder, 'elsewhere.elf')),
      stackBytes: stackBound(callGraph, source),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function temporaryFolder(): Promise<string> {
  const parent = tmpdir();
  try {
    return await realpath(await mkdtemp(join(parent, 'otpforge-build-')));
  } catch (cause) {
    throw new OtpforgeError('TOOLCHAIN_FAILED', {
      message: `${parent}: no temporary folder for the compiler can be made there: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Set TMPDIR (TEMP on Windows) to a folder that is there and writable.',
      details: { folder: parent },
      cause,
    });
  }
}
