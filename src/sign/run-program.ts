import { basename, resolve } from 'node:path';
import { execa } from 'execa';
import { findProgram } from '../files/find-program.js';
import { endTree } from '../probe/guarded/end-tree.js';
import { endsWithUs } from './ends-with-us.js';

/** A program and its arguments. No shell sees them. */
export interface Program {
  /** The program, absolute, from `folder`, or looked for on PATH, and its arguments. */
  readonly command: readonly string[];
  /** Seconds until it is killed with all that it has started. */
  readonly timeout: number;
  /** The folder that it works in; that of otpforge unless given. */
  readonly folder?: string | undefined;
}

export interface ProgramRun {
  /** What it reads on standard input; nothing unless given. */
  readonly input?: Uint8Array;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its output is dropped, however much it is. */
  readonly isSilent?: boolean;
  /** Ends it as its deadline does. Without one the signals that end this process end it too. */
  readonly signal?: AbortSignal | undefined;
}

export type ProgramEnd =
  | { readonly ended: 'well'; readonly output: Uint8Array }
  /** By itself, with a failure: `why` says how. */
  | { readonly ended: 'badly'; readonly why: string }
  /** Killed at its deadline. */
  | { readonly ended: 'late' }
  /** Killed by the signal, or not started any more. */
  | { readonly ended: 'stopped' };

/** From the polite end to the one by force. */
const patienceMs = 500;
/** No value is longer. */
const mostOutput = 1_000_000;

/**
 * Runs a program to its end or its deadline, and ends with it all that it has started. What it prints on standard error is
 * shown nowhere, since it may be what it was given.
 */
export async function runProgram(
  { command, timeout, folder }: Program,
  { input, env, isSilent = false, signal }: ProgramRun,
): Promise<ProgramEnd> {
  const [name = '', ...args] = command;
  const program = programAt(name, folder);
  if (program === undefined) return { ended: 'badly', why: `${JSON.stringify(name)} is not on PATH` };
  if (signal?.aborted) return { ended: 'stopped' };
  let pid: number | undefined;
  const release = endsWithUs(() => pid, signal === undefined);
  const run = execa(program, args, {
    ...(input ? { input } : { stdin: 'ignore' }),
    encoding: 'buffer',
    stripFinalNewline: false,
    stdout: isSilent ? 'ignore' : 'pipe',
    stderr: 'ignore',
    maxBuffer: mostOutput,
    reject: false,
    // A group of its own, so that what it starts ends with it.
    detached: process.platform !== 'win32',
    cleanup: false,
    windowsHide: true,
    ...(env && { env }),
    ...(folder !== undefined && { cwd: folder }),
  });
  pid = run.pid;
  try {
    // A child that keeps the output open keeps the run itself unfinished.
    const result = await within(run, timeout * 1000, signal);
    if (typeof result === 'string') {
      if (pid !== undefined) await endTree(pid, run, patienceMs);
      return { ended: result };
    }
    if (result.failed) return { ended: 'badly', why: howItEnded(result) };
    return { ended: 'well', output: result.stdout ?? new Uint8Array() };
  } finally {
    release();
    run.stdout?.destroy();
    run.unref();
  }
}

/** A path is one from the folder; a bare name is looked for on PATH and never in a folder. */
function programAt(name: string, folder = '.'): string | undefined {
  return basename(name) === name ? findProgram(name) : resolve(folder, name);
}

/** What comes first: the work, its deadline, or the signal. */
async function within<T>(
  work: Promise<T>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<T | 'late' | 'stopped'> {
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};
  const end = new Promise<'late' | 'stopped'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
    stop = () => resolve('stopped');
    signal?.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

interface Ending {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly isMaxBuffer: boolean;
}

function howItEnded({ exitCode, signal, isMaxBuffer }: Ending): string {
  if (isMaxBuffer) return 'it gives output without end';
  if (exitCode !== undefined) return `it ended with exit code ${exitCode}`;
  return signal === undefined ? 'it cannot be started' : `it was ended by ${signal}`;
}
