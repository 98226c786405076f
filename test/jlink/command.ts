import { spawn } from 'node:child_process';
import { watch, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeIntelHex } from '../../src/image/index.js';
import type { Desk } from '../jlink-standin/bench.js';
import { unitImage } from './support.js';

/** A command that runs; its own process group gets what a terminal sends. */
export interface Running {
  readonly pid: number;
  /** Resolves when standard error has shown a text. */
  shows(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The JSON document on standard output; undefined when there is none. */
  readonly document: Document | undefined;
}

export interface Document {
  readonly format: string;
  readonly result?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly details: object };
}

/** Starts `otpforge program` over jlink: with the unit of a desk; locks are kept in the desk's folder. */
export function startProgram(desk: Desk, options = ''): Running {
  const image = join(desk.folder, 'unit.hex');
  writeFileSync(image, writeIntelHex(unitImage(desk)));
  return start(desk, ['program', image, '--device', desk.device.name, '--probe', desk.uri(options), '--yes']);
}

/** Starts a command with --json. */
export function start(desk: Desk, args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args, '--json'], {
    cwd: desk.folder,
    detached: true,
    env: { ...process.env, TMPDIR: desk.folder, ...env },
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
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', fail);
    child.on('close', (exitCode, signal) => {
      done({ exitCode, signal, document: stdout === '' ? undefined : JSON.parse(stdout) });
    });
  });
  const shows = (text: string) =>
    new Promise<void>((done) => {
      const look = () => {
        if (stderr.includes(text)) done();
      };
      child.stderr.on('data', look);
      look();
    });
  return { pid: child.pid ?? 0, shows, ended };
}

/** Resolves once a condition on a folder's files holds; looked at after each change in it. */
export function whenFiles(folder: string, holds: () => boolean): Promise<void> {
  return new Promise((done) => {
    const watcher = watch(folder, () => look());
    const look = () => {
      if (!holds()) return;
      watcher.close();
      done();
    };
    look();
  });
}
