import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import type { StationState } from '../../src/station/station-state.js';

/** How a process ended, and all that it said. */
export interface StationProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  /** Without what it said on standard error. */
  readonly stdout: string;
}

interface Options {
  /** What Node.js runs: dist/cli/main.js, or one that ends itself somewhere. */
  readonly program: string;
  /** Of `otpforge station`, without --page. */
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of its page; a free one unless given. */
  readonly port?: number;
}

/** `otpforge station` in a process of its own, and what its page says of it. */
export class StationProcess {
  readonly ended: Promise<StationProcessEnd>;
  readonly #child: ChildProcess;
  readonly #url: Promise<string>;

  constructor({ program, args, folder, env, port = 0 }: Options) {
    const child = spawn(process.execPath, [program, 'station', ...args, '--page', String(port)], {
      cwd: folder,
      env: { ...process.env, FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let [output, stdout] = ['', ''];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (stream === child.stdout) stdout += text;
      });
    this.ended = once(child, 'close').then(([exitCode, signal]) => ({ exitCode, signal, output, stdout }));
    const lines = createInterface(child.stderr);
    this.#url = new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const [, url] = /^page: (http:\S+)$/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
      lines.once('close', () => reject(new Error(`no page: ${output}`)));
    });
    // Who only waits for its end asks for no page.
    this.#url.catch(() => undefined);
  }

  /** Where its page is, once it is served. */
  url(): Promise<string> {
    return this.#url;
  }

  /** What its page shows now. */
  async state(): Promise<StationState> {
    const answer = await fetch(`${await this.#url}api/state`);
    return (await answer.json()) as StationState;
  }

  /** Waits until its page shows that; a machine with much to do takes its time. */
  async until(reached: (state: StationState) => boolean): Promise<StationState> {
    let state = await this.state();
    await expect
      .poll(
        async () => {
          state = await this.state();
          return reached(state);
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    return state;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }
}
