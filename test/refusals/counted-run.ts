import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { stateFolderOf } from '../support/cli.js';

const counters = z.array(
  z.object({
    flashOperations: z.number(),
    otpOperations: z.number(),
    refusedOperations: z.number(),
    instructions: z.number(),
  }),
);

/** A run of the command line, and what the chips that it simulated have counted. */
export interface CountedRun {
  readonly exitCode: number | null;
  /** Both streams as people see them. */
  readonly output: string;
  readonly chips: z.infer<typeof counters>;
}

const preload = pathToFileURL(resolve('test/refusals/count-operations.mjs')).href;

/** Runs the built command line in a folder, without a terminal. */
export async function countedRun(args: readonly string[], folder: string): Promise<CountedRun> {
  const counts = join(folder, 'counts.json');
  const child = spawn(process.execPath, ['--import', preload, resolve('dist/cli/main.js'), ...args], {
    cwd: folder,
    env: {
      ...process.env,
      OTPFORGE_STATE_DIR: stateFolderOf(folder),
      COUNTS_FILE: counts,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode]: (number | null)[] = await closed;
  const chips = counters.parse(JSON.parse(await readFile(counts, 'utf8')));
  return { exitCode: exitCode ?? null, output: stdout + stderr, chips };
}
