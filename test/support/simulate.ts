import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { SimulateDocument } from '../../src/index.js';
import { inFolder } from './cli.js';

/** `otpforge simulate` as a process of its own, in a fresh folder. */
export interface SimulateProcess extends SimulateDocument {
  /** GDB's, as long as no other one was asked for. */
  readonly port: number;
  readonly probe: string;
  readonly folder: string;
  /** Ends it as Ctrl-C or a service manager does, and waits; its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the built command line, hands what it printed to some work, and ends it. */
export function withSimulate<T>(
  args: readonly string[],
  work: (simulation: SimulateProcess) => Promise<T>,
): Promise<T> {
  return inFolder(async (folder) => {
    const child = spawn(process.execPath, [resolve('dist/cli/main.js'), 'simulate', ...args, '--json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
      child.kill(signal);
      const [exitCode]: (number | null)[] = await exited;
      return exitCode ?? null;
    };
    try {
      const [line]: string[] = await once(createInterface(child.stdout), 'line');
      const document: SimulateDocument = JSON.parse(line ?? '');
      return await work({ port: 0, probe: '', ...document, folder, stop });
    } finally {
      await stop('SIGKILL');
    }
  });
}
