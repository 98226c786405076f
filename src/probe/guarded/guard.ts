import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { endTree } from './end-tree.js';
import { eachLine } from './lines.js';
import { type GuardMessage, leaveMs, type StartOrder } from './messages.js';

/**
 * The process that starts a debug server and ends it: `node guard.js`, started by fork. Its parent may be killed at any
 * moment, so the end of the channel is what ends the server. Signals are left to the parent.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

let folder: string | undefined;
let pid: number | undefined;
let ended: Promise<unknown> | undefined;
let leaving = false;

process.once('message', (order: StartOrder) => {
  start(order).catch((error: unknown) => {
    report({ kind: 'ended', how: `could not be started: ${String(error)}` });
  });
});
process.once('disconnect', () => void leave());

async function start({ program, args, without, emptied }: StartOrder): Promise<void> {
  // Servers look for scripts and settings in the folder that they are started in.
  folder = await mkdtemp(join(resolve(tmpdir()), 'otpforge-server-'));
  if (leaving) return leave();
  const server = execa(program, args, {
    cwd: folder,
    env: environment(folder, without, emptied),
    extendEnv: false,
    // A group of its own: Ctrl-C reaches the group of the terminal, and must not end a server in the middle of a burn.
    detached: process.platform !== 'win32',
    windowsHide: true,
    cleanup: false,
    buffer: false,
    reject: false,
    stdin: 'ignore',
  });
  pid = server.pid;
  for (const stream of [server.stdout, server.stderr])
    eachLine(stream, (text) => report({ kind: 'line', text }));
  if (pid !== undefined) report({ kind: 'started', pid, folder });
  // Not the promise of execa, which waits for whoever else holds the output.
  ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.once('exit', (code, signal) =>
    report({ kind: 'ended', how: `ended by ${signal ?? `exit code ${code}`}` }),
  );
  server.once('error', (error) => report({ kind: 'ended', how: `could not be started: ${error.message}` }));
  await server.catch(() => undefined);
}

async function leave(): Promise<void> {
  leaving = true;
  if (pid !== undefined && ended) await endTree(pid, ended, leaveMs);
  if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  process.exit(0);
}

function environment(
  empty: string,
  without: readonly string[],
  emptied: readonly string[],
): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !without.includes(name));
  const own = emptied.map((name) => [name, empty]);
  // What the server says is read, and is not to be translated.
  return Object.fromEntries([...kept, ...own, ['LC_ALL', 'C']]);
}

function report(message: GuardMessage): void {
  // The parent may be gone at any moment; then nobody is left to hear it.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
