import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import type { Job } from './job.js';

/** The values that a process got, by die. */
export type Given = ReadonlyMap<number, string>;

/**
 * Does jobs in a process each, all at the same time. The first one is killed once it has got `killAfter` values, and done
 * again from its start.
 */
export async function runJobs(jobs: readonly Job[], killAfter: number): Promise<readonly Given[]> {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-allocation-'));
  try {
    const program = await bundled(folder);
    const running = jobs.map((job) => new Running(program, job));
    await Promise.all(running.map((each) => each.ready()));
    const results = running.map((each, index) => each.run(index === 0 ? killAfter : Infinity));
    const killed = await results[0];
    const [first] = jobs;
    if (first) {
      const again = new Running(program, first);
      await again.ready();
      results.push(again.run(Infinity));
    }
    return [...(killed ? [killed] : []), ...(await Promise.all(results.slice(1)))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What plain Node.js runs: one file, beside a link to the packages that it loads when it needs them. */
async function bundled(folder: string): Promise<string> {
  const build = await rolldown({
    input: 'test/ledger/allocation/process.ts',
    platform: 'node',
    external: ['pg', 'vitest', 'fast-check'],
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  await build.close();
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  const file = join(folder, 'process.mjs');
  writeFileSync(file, output[0].code);
  return file;
}

class Running {
  readonly #child: ChildProcess;
  readonly #given = new Map<number, string>();
  readonly #ready: Promise<void>;
  #rest = '';
  #said = '';
  #killAfter = Number.POSITIVE_INFINITY;

  constructor(program: string, job: Job) {
    this.#child = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: 'pipe' });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said += text;
    });
    this.#ready = new Promise((done, fail) => {
      this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (this.#rest + text).split('\n');
        this.#rest = lines.pop() ?? '';
        for (const line of lines) {
          if (line === 'ready') done();
          else this.#take(JSON.parse(line) as [number, string]);
        }
      });
      this.#child.once('exit', () => fail(new Error(this.#said)));
    });
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  /** Ends when the process does. Errors: what it wrote to standard error, unless it was killed. */
  async run(killAfter: number): Promise<Given> {
    this.#killAfter = killAfter;
    this.#child.stdin?.end('go');
    const [exitCode, signal] = await once(this.#child, 'close');
    if (exitCode !== 0 && signal !== 'SIGKILL') throw new Error(this.#said);
    return this.#given;
  }

  #take([n, serial]: [number, string]): void {
    this.#given.set(n, serial);
    if (this.#given.size >= this.#killAfter) this.#child.kill('SIGKILL');
  }
}
