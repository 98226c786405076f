import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIntelHex, type SparseImage } from '../../../src/image/index.js';

const warnings = ['-Wall', '-Wextra', '-Wconversion', '-Werror'];
const core = [
  '-mcpu=cortex-m0',
  '-mthumb',
  '-ffreestanding',
  '-fno-tree-loop-distribute-patterns',
  '-nostdlib',
];

/** Runs a program in a folder with some files, and gives what it wrote there or to stdout. */
export function inFolder<T>(files: Readonly<Record<string, string>>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-header-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function runTool(
  folder: string,
  program: string,
  args: readonly string[],
  input?: Uint8Array,
): Buffer {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: folder, input });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${stderr}`}`);
  return stdout;
}

/** ARMv6-M code at the start of main flash, from C11, with every warning an error. */
export function forChip(files: Readonly<Record<string, string>>): SparseImage {
  return inFolder(files, (folder) => {
    runTool(folder, 'arm-none-eabi-gcc', [
      ...core,
      '-Os',
      '-std=c11',
      ...warnings,
      '-T',
      'chip.ld',
      '-o',
      'main.elf',
      'main.c',
      '-lgcc',
    ]);
    runTool(folder, 'arm-none-eabi-objcopy', ['-O', 'ihex', 'main.elf', 'main.hex']);
    return readIntelHex(readFileSync(join(folder, 'main.hex')), 'main.hex');
  });
}

/** Compiles for the host as C11 or C++17, with every warning an error, and gives what the program writes. */
export function onHost(
  language: 'c11' | 'c++17',
  files: Readonly<Record<string, string>>,
  input?: Uint8Array,
): Buffer {
  const [compiler, kind] = language === 'c11' ? ['gcc', 'c'] : ['g++', 'c++'];
  return inFolder(files, (folder) => {
    runTool(folder, compiler, [
      '-O1',
      `-std=${language}`,
      ...warnings,
      '-pedantic',
      '-x',
      kind,
      '-o',
      'main',
      'main.c',
    ]);
    return runTool(folder, join(folder, 'main'), [], input);
  });
}
