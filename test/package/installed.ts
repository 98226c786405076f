import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeOnce } from '../support/made-once.js';

export interface RunResult {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs a program and gathers all that it prints. */
export function run(program: string, args: readonly string[], cwd: string): Promise<RunResult> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    const gather = (text: string) => {
      output += text;
    };
    child.stdout.setEncoding('utf8').on('data', gather);
    child.stderr.setEncoding('utf8').on('data', gather);
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, output }));
  });
}

/** The package as built, packed once for all test files of a run; returns the tarball's path. */
export async function packedTarball(): Promise<string> {
  const folder = await madeOnce('tarball', (into) =>
    // The build of the test run stands; packing must not rebuild it under the other tests' feet.
    must('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', into], '.'),
  );
  return join(folder, `otpforge-${await packageVersion()}.tgz`);
}

/** Installs the tarball in an empty folder, without development tools. */
export async function installTarball(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'otpforge-install-'));
  const tarball = await packedTarball();
  await must('npm', ['init', '-y', '--silent'], folder);
  await must('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', tarball], folder);
  return folder;
}

async function must(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, output } = await run(program, args, cwd);
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}:\n${output}`);
}

async function packageVersion(): Promise<string> {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  return manifest.version;
}
