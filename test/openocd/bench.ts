import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { SimulatedChip } from '../../src/chip/index.js';
import { findProgram } from '../../src/files/find-program.js';
import { startChipServer } from '../../src/server/index.js';
import { deviceOf } from '../chip/support/chips.js';

import { type CliResult, inFolder, stateFolderOf } from '../support/cli.js';

const realOpenocd = findProgram('openocd') ?? 'openocd';

/** One start of the stand-in. */
export interface Start {
  readonly args: readonly string[];
  readonly cwd: string;
  /** The real OpenOCD, the stand-in, and whoever has started it. */
  readonly pid: number;
  readonly own: number;
  readonly guard: number;
}

export interface Bench {
  readonly chip: SimulatedChip;
  readonly folder: string;
  /** The port of remote_bitbang. */
  readonly port: number;
  /** Runs the built command line with the stand-ins first in PATH. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
  starts(): readonly Start[];
  /** From now on the stand-ins print these lines and end; undefined: they work again. */
  say(lines: readonly string[] | undefined): Promise<void>;
}

export interface Running {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
}

/** A simulated chip behind the stand-in, and a folder with the example's unit. */
export function withBench<T>(device: string, work: (bench: Bench) => Promise<T>): Promise<T> {
  return inFolder(async (folder) => {
    const chip = SimulatedChip.create(deviceOf(device));
    const server = await startChipServer(chip, { ports: { openocd: 0, gdb: 0 } });
    try {
      const { openocd = 0, gdb = 0 } = server.ports;
      return await work(await bench(folder, chip, { openocd, gdb }));
    } finally {
      await server.close();
    }
  });
}

async function bench(
  folder: string,
  chip: SimulatedChip,
  { openocd: port, gdb }: { readonly openocd: number; readonly gdb: number },
): Promise<Bench> {
  const place = join(folder, 'stand-in');
  const files = {
    bin: join(place, 'bin'),
    config: join(place, 'config.json'),
    log: join(place, 'starts.jsonl'),
  };
  await mkdir(files.bin, { recursive: true });
  for (const name of ['openocd', 'pyocd']) {
    const script = resolve(`test/openocd/stand-in/${name}.cjs`);
    const program = join(files.bin, name);
    await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${script}" "${files.config}" "$@"\n`);
    await chmod(program, 0o755);
  }
  const say = (lines: readonly string[] | undefined) =>
    writeFile(files.config, JSON.stringify({ port, gdb, openocd: realOpenocd, log: files.log, say: lines }));
  await say(undefined);
  const cwd = join(folder, 'work');
  await mkdir(cwd);
  for (const name of [
    'example-f401.hex',
    'otp-f401.yaml',
    'example-l476.hex',
    'otp-l476.yaml',
    'unit.json',
  ]) {
    await copyFile(resolve('firmware/example', name), join(cwd, name));
  }
  const path = `${files.bin}${delimiter}${process.env.PATH}`;
  return {
    chip,
    folder: cwd,
    port,
    say,
    run: (args, env = {}) => runIn(cwd, args, { PATH: path, ...env }),
    starts: () => (existsSync(files.log) ? startsIn(readFileSync(files.log, 'utf8')) : []),
  };
}

// A line that is being written has no end yet.
function startsIn(log: string): readonly Start[] {
  return log
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

function runIn(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], {
    cwd,
    env: { ...process.env, OTPFORGE_STATE_DIR: stateFolderOf(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a shell makes it: Ctrl-C goes to all of it.
    detached: true,
  });
  const result = new Promise<CliResult>((done, fail) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }));
  });
  return { child, result };
}
