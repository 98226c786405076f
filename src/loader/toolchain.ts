import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { OtpforgeError } from '../errors/index.js';
import { findProgram } from '../files/find-program.js';

const program = 'arm-none-eabi-gcc';
const variable = 'OTPFORGE_TOOLCHAIN';
/** -fcallgraph-info, from which the stack bound comes. */
const oldestMajor = 10;

/** A compiler that answered. */
export interface Toolchain {
  readonly command: string;
  /** First line of --version, with the program's plain name: arm-none-eabi-gcc (…) 12.2.1 20221205. */
  readonly version: string;
}

/**
 * Finds the Arm compiler: `where` is the program or a folder that holds it (or its bin folder), else OTPFORGE_TOOLCHAIN, else PATH.
 * Errors: TOOLCHAIN_MISSING with how to install one, TOOLCHAIN_FAILED.
 */
export async function findToolchain(where: string | undefined): Promise<Toolchain> {
  const chosen = where ?? process.env[variable];
  const command = chosen ? await programIn(chosen) : onPath(program);
  const { failed, exitCode, stdout, code } = await run(command, ['--version']);
  if (failed && exitCode === undefined) throw missing(command, code);
  const version = stdout.split('\n')[0]?.trim() ?? '';
  const major = /\)\s+(\d+)\.\d+/.exec(version)?.[1] ?? /\s(\d+)\.\d+\.\d+/.exec(version)?.[1];
  if (failed || major === undefined) {
    throw new OtpforgeError('TOOLCHAIN_FAILED', {
      message: `${command} --version did not answer as a GNU compiler: ${JSON.stringify(version)}`,
      remedy: `Name ${program} with --toolchain.`,
      details: { command },
    });
  }
  if (Number(major) < oldestMajor) {
    throw new OtpforgeError('TOOLCHAIN_FAILED', {
      message: `${command} is version ${major}, loaders need ${oldestMajor} or newer`,
      remedy: installHint(process.platform),
      details: { command, version },
    });
  }
  return { command, version: `${program} ${version.slice(version.indexOf(' ') + 1)}` };
}

/** Runs the compiler in a folder; `what` it compiles is for messages. Errors: COMPILE_FAILED with what it said, TOOLCHAIN_MISSING. */
export async function runCompiler(
  { command }: Toolchain,
  args: readonly string[],
  folder: string,
  what = 'the loader',
): Promise<void> {
  const { failed, exitCode, stderr, code } = await run(command, args, folder);
  if (!failed) return;
  if (exitCode === undefined) throw missing(command, code);
  throw new OtpforgeError('COMPILE_FAILED', {
    message: `${what} does not compile:\n${stderr.trim()}`,
    remedy:
      'Lines of <controller>.h and unit<N>.h are those of your file; the others are of loader.c.hbs as rendered.',
    details: { command, arguments: [...args] },
  });
}

/** Folders of the headers that belong to the compiler itself. */
export async function compilerHeaders({ command }: Toolchain, folder: string): Promise<readonly string[]> {
  const names = ['include', 'include-fixed'];
  const answers = await Promise.all(names.map((name) => run(command, [`-print-file-name=${name}`], folder)));
  // What it does not have it answers by its bare name.
  return answers.map(({ stdout }) => stdout.trim()).filter((path) => isAbsolute(path));
}

async function run(command: string, args: readonly string[], folder?: string) {
  // Messages are shown to users and searched for: not translated.
  // Its own temporary files lie beside its input, where nobody else can put one.
  const temporary = folder && { TMPDIR: folder, TEMP: folder, TMP: folder };
  const env = { LC_ALL: 'C', ...temporary };
  const result = await execa(command, args, {
    reject: false,
    env,
    stdin: 'ignore',
    ...(folder && { cwd: folder }),
  });
  const { failed, exitCode, stdout, stderr } = result;
  return { failed, exitCode, stdout, stderr, code: 'code' in result ? String(result.code) : '' };
}

async function programIn(where: string): Promise<string> {
  const found = await stat(where).catch(() => undefined);
  // A bare name is looked up on PATH, and never in the working folder.
  if (!found?.isDirectory()) return basename(where) === where ? onPath(where) : where;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const candidates = [join(where, `${program}${suffix}`), join(where, 'bin', `${program}${suffix}`)];
  for (const candidate of candidates) {
    if ((await stat(candidate).catch(() => undefined))?.isFile()) return candidate;
  }
  throw missing(where, 'ENOENT');
}

function onPath(name: string): string {
  const found = findProgram(name);
  if (found === undefined) throw missing(name, 'ENOENT');
  return found;
}

function missing(command: string, reason: string): OtpforgeError {
  return new OtpforgeError('TOOLCHAIN_MISSING', {
    message: `the Arm compiler ${basename(command) === command ? `${command} is not on PATH` : `is not at ${command}`}${reason && reason !== 'ENOENT' ? ` (${reason})` : ''}`,
    remedy: `${installHint(process.platform)} Or name it with --toolchain or ${variable}. Burning needs no compiler: the loaders of the package are built.`,
    details: { command, platform: process.platform },
  });
}

/** How to get the compiler on an operating system. */
export function installHint(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'Install it: winget install Arm.GnuArmEmbeddedToolchain.';
  if (platform === 'darwin') return 'Install it: brew install --cask gcc-arm-embedded.';
  return 'Install it: apt install gcc-arm-none-eabi (Debian, Ubuntu), dnf install arm-none-eabi-gcc-cs (Fedora), pacman -S arm-none-eabi-gcc (Arch).';
}
