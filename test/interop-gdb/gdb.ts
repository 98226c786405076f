import { spawn } from 'node:child_process';

export interface GdbRun {
  readonly exitCode: number | null;
  readonly output: string;
}

export interface GdbOptions {
  readonly cwd: string;
  readonly file?: string;
  /** Sends Ctrl-C, once, as soon as this holds. */
  readonly interruptWhen?: () => boolean;
}

/** Runs commands in a real GDB, as from a script. An error in one ends it with another exit code than 0. */
export function runGdb(
  commands: readonly string[],
  { cwd, file, interruptWhen }: GdbOptions,
): Promise<GdbRun> {
  const setup = ['set confirm off', 'set pagination off', 'set width 0', 'set tcp auto-retry off'];
  const script = [...setup, ...commands].flatMap((line) => ['-ex', line]);
  return new Promise((done, fail) => {
    const child = spawn('gdb-multiarch', ['-nx', '-batch', ...(file ? [file] : []), ...script], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', fail);
    const poll = (): void => {
      if (child.exitCode !== null) return;
      if (interruptWhen?.()) child.kill('SIGINT');
      else setImmediate(poll);
    };
    if (interruptWhen) poll();
    child.on('close', (exitCode) => done({ exitCode, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
