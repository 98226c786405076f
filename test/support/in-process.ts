import { vi } from 'vitest';
import { run } from '../../src/cli/run.js';
import type { CliResult } from './cli.js';

/** Runs the command line of the sources within this process, one at a time: what it would print is returned. */
export async function otpforgeHere(args: readonly string[]): Promise<CliResult> {
  const before = emitters.map(({ emitter, name }) => emitter.listeners(name));
  const text = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((written) => {
      text[name] += String(written);
      return true;
    }),
  );
  try {
    await run(['node', 'otpforge', ...args]);
    return { exitCode: Number(process.exitCode), ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
    // A process of its own would take them with it.
    for (const [index, { emitter, name }] of emitters.entries()) {
      const known = before[index] ?? [];
      for (const each of emitter.listeners(name))
        if (!known.includes(each)) emitter.removeListener(name, each as () => void);
    }
  }
}

const emitters: readonly { readonly emitter: NodeJS.EventEmitter; readonly name: string }[] = [
  ...['SIGINT', 'SIGTERM', 'SIGHUP', 'exit'].map((name) => ({ emitter: process, name })),
  { emitter: process.stdout, name: 'error' },
  { emitter: process.stderr, name: 'error' },
];
