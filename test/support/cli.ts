import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runWarm } from './warm/client.js';

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const main = resolve('dist/cli/main.js');

/** Journal and memory of the commands that a test runs in a folder. */
export function stateFolderOf(cwd: string): string {
  return join(cwd, 'state');
}

/** The newest file of the journal in there; a folder without one has none. */
export function journalOf(cwd: string): string {
  const names = readdirSync(stateFolderOf(cwd)).filter((name) => /^journal-[-0-9]+\.jsonl$/.test(name));
  return join(stateFolderOf(cwd), names.sort().at(-1) ?? 'no journal');
}

type Environment = Readonly<Record<string, string>>;

/**
 * Runs the built command line without a terminal: in a process that has run others before, which takes a fraction of
 * the time, where there is one that is free.
 */
export async function otpforge(
  args: readonly string[],
  cwd: string,
  env: Environment = {},
): Promise<CliResult> {
  return (await runWarm(args, cwd, environment(cwd, env))) ?? otpforgeProcess(args, cwd, env);
}

/** Runs the built command line without a terminal, in a process of its own. */
export function otpforgeProcess(
  args: readonly string[],
  cwd: string,
  env: Environment = {},
): Promise<CliResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: environment(cwd, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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
}

// No colours unless a test asks for them, whatever the one who runs it has set.
function environment(cwd: string, env: Environment) {
  return { ...process.env, FORCE_COLOR: undefined, OTPFORGE_STATE_DIR: stateFolderOf(cwd), ...env };
}

/** Hands a fresh folder to some work and removes it. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
