import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { packagePath } from '../../files/package-path.js';
import { signalGroup } from './end-tree.js';
import { type GuardMessage, leaveMs, type StartOrder } from './messages.js';

/** What a server printed, as far as it is of use in a message. */
const keptLines = 200;
/** From the end of the program to the end of its guard. */
const guardMs = 3000;

/**
 * A debug server that we started, held by a guard process of ours: it ends when `end` is called and when this process is
 * gone, in whatever way.
 */
export class GuardedServer {
  readonly #guard: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #lines: string[] = [];
  readonly #watchers = new Set<() => void>();
  #pid: number | undefined;
  #folder: string | undefined;
  #how: string | undefined;

  constructor(order: StartOrder) {
    const script = packagePath('dist', 'probe', 'guarded', 'guard.js');
    this.#guard = fork(script, [], {
      execArgv: [],
      cwd: dirname(script),
      // A shell that kills its whole job must leave somebody to end the server.
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#exited = new Promise((resolve) => this.#guard.once('exit', () => resolve()));
    this.#guard.on('message', (message: GuardMessage) => this.#hear(message));
    this.#guard.on('error', (error) => this.#ended(`could not be started: ${error.message}`));
    this.#guard.on('exit', () => this.#abandoned());
    this.#guard.send(order, (error) => {
      if (error) this.#ended(`could not be started: ${error.message}`);
    });
    // A command that has ended by itself must not wait for it: the end of the channel ends the server.
    this.#guard.unref();
    this.#guard.channel?.unref();
  }

  /** The last lines that it printed. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** How it ended; undefined while it runs. */
  get ending(): string | undefined {
    return this.#how;
  }

  /** Waits for a line; undefined when the server ends without it, or the time is over. */
  async line(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray | undefined> {
    await this.#until(() => this.#find(pattern) !== undefined || this.#how !== undefined, timeoutMs);
    return this.#find(pattern);
  }

  /** Waits for a moment whether the server ends: what its socket tells comes before what its process does. */
  ends(timeoutMs: number): Promise<void> {
    return this.#until(() => this.#how !== undefined, timeoutMs);
  }

  /** Ends the server and waits until it is gone. */
  async end(): Promise<void> {
    if (this.#guard.connected) this.#guard.disconnect();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, leaveMs + guardMs);
    });
    await Promise.race([this.#exited, late]);
    clearTimeout(timer);
    // Does nothing to one that has ended.
    this.#guard.kill('SIGKILL');
  }

  #find(pattern: RegExp): RegExpExecArray | undefined {
    for (const line of this.#lines) {
      const found = pattern.exec(line);
      if (found) return found;
    }
    return undefined;
  }

  async #until(done: () => boolean, timeoutMs: number): Promise<void> {
    if (done()) return;
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      const look = () => {
        if (done()) finish();
      };
      this.#watchers.add(look);
    });
  }

  #hear(message: GuardMessage): void {
    if (message.kind === 'started') {
      this.#pid = message.pid;
      this.#folder = message.folder;
    }
    if (message.kind === 'ended') this.#ended(message.how);
    if (message.kind === 'line') {
      this.#lines.push(message.text);
      if (this.#lines.length > keptLines) this.#lines.splice(firstLines, 1);
    }
    for (const look of this.#watchers) look();
  }

  #ended(how: string): void {
    this.#how ??= how;
    for (const look of this.#watchers) look();
  }

  // Somebody killed the guard: the server has nobody else to end it.
  #abandoned(): void {
    if (this.#how === undefined && this.#pid !== undefined) signalGroup(this.#pid, 'SIGKILL');
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#ended('ended: its guard process is gone');
  }
}

/** Version, adapter and voltage come first, and stay. */
const firstLines = 40;
