import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import { OtpforgeError } from '../../errors/index.js';
import { packagePath } from '../../files/package-path.js';
import type { FlashProgress } from '../../target/index.js';
import { replayedError } from '../trace-format.js';
import { unusableRemedy } from './failures.js';
import type { ReplyMessage, RequestMessage, Session, SessionCall } from './messages.js';

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: OtpforgeError) => void;
  readonly deadlineMs: number;
  readonly progress: ((state: FlashProgress) => void) | undefined;
  timer: NodeJS.Timeout;
  last: FlashProgress | undefined;
}

export interface AskOptions {
  /** Longest time without an answer or progress; past it the process is killed. */
  readonly deadlineMs: number;
  readonly progress?: ((state: FlashProgress) => void) | undefined;
}

/** SEGGER's library in a process of its own. One that does not answer is killed and reported, never waited for. */
export class LibraryProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #next = 1;
  #calling: string | undefined;
  #gone: OtpforgeError | undefined;
  #stderr = '';

  constructor(library: string, leaveLimitMs: number) {
    this.#child = fork(packagePath('dist', 'probe', 'jlink', 'worker.js'), [library, String(leaveLimitMs)], {
      serialization: 'advanced',
      execArgv: [],
      // Settings and libraries that it looks for beside itself must not come from the folder of whoever starts us.
      cwd: dirname(library),
      // The library may print; our own output is for results alone.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.on('message', (message: ReplyMessage) => this.#hear(message));
    this.#child.on('error', (error) => this.#end(`could not be started: ${error.message}`));
    this.#child.on('exit', (code, signal) => this.#end(`ended by ${signal ?? `exit code ${code}`}`));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrKept);
    });
    this.#keepAlive();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends one request. Errors: those of the session, and PROBE_LOST when the process hangs or ends. */
  ask<K extends SessionCall>(
    call: K,
    args: Parameters<Session[K]>,
    { deadlineMs, progress }: AskOptions,
  ): Promise<Awaited<ReturnType<Session[K]>>> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#next;
    this.#next += 1;
    const request: RequestMessage = { id, call, args };
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => this.#hung(call, deadlineMs), deadlineMs);
      this.#pending.set(id, { resolve, reject, deadlineMs, progress, timer, last: undefined });
      this.#child.send(request, (error) => {
        if (error) this.#end(`does not listen: ${error.message}`);
      });
      this.#keepAlive();
    });
    // Both sides are built from one interface, whose types are those of the answer.
    return answer as Promise<Awaited<ReturnType<Session[K]>>>;
  }

  /** Waits until the process has ended; kills it past the deadline, and leaves one behind that even so does not end. */
  async ended(deadlineMs: number): Promise<void> {
    this.#child.ref();
    if (!this.#child.killed && !(await this.#exitsWithin(deadlineMs))) this.kill();
    if (!(await this.#exitsWithin(killPatienceMs))) this.#leaveBehind();
  }

  async #exitsWithin(limitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    const exits = await Promise.race([this.#exited.then(() => true), late]);
    clearTimeout(timer);
    return exits;
  }

  // Stuck in the kernel, as in a USB driver: nothing of it may keep this process from ending.
  #leaveBehind(): void {
    this.#child.stderr?.destroy();
    if (this.#child.connected) this.#child.disconnect();
    this.#child.unref();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #hear(message: ReplyMessage): void {
    if (message.kind === 'calling') {
      this.#calling = message.symbol;
      return;
    }
    if (message.kind === 'progress') {
      for (const [, pending] of this.#pending) this.#advance(pending, message.state);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#pending.delete(message.id);
    clearTimeout(pending.timer);
    this.#keepAlive();
    if (message.kind === 'result') pending.resolve(message.result);
    else pending.reject(replayedError(message.error));
  }

  // A library that repeats itself has hung as much as one that is silent.
  #advance(pending: Pending, state: FlashProgress): void {
    const { last } = pending;
    if (last?.phase !== state.phase || last.done !== state.done) pending.timer.refresh();
    pending.last = state;
    pending.progress?.(state);
  }

  #hung(call: SessionCall, deadlineMs: number): void {
    const where = this.#calling;
    this.#lose(
      new OtpforgeError('PROBE_LOST', {
        message: `SEGGER's library has hung: ${where ?? 'loading it'} did not come back within ${deadlineMs} ms (${call}); its process was ended`,
        remedy:
          'Unplug the probe and plug it in again, power the board off and on, then run the same command again.',
        details: { call, function: where ?? null, deadlineMs, hung: true },
      }),
    );
    this.kill();
  }

  #end(how: string): void {
    const where = this.#calling;
    const printed = this.#stderr ? `: ${this.#stderr.trim()}` : '';
    const details = { function: where ?? null, hung: false };
    const message = `the process that holds SEGGER's library ${how} ${where ? `in ${where}` : 'before its first call'}${printed}`;
    this.#lose(
      where
        ? new OtpforgeError('PROBE_LOST', {
            message,
            remedy: 'Check the USB cable and the probe, then run the same command again.',
            details,
          })
        : new OtpforgeError('JLINK_LIBRARY_UNUSABLE', { message, remedy: unusableRemedy, details }),
    );
  }

  #lose(error: OtpforgeError): void {
    this.#gone ??= error;
    for (const [, pending] of this.#pending) {
      clearTimeout(pending.timer);
      pending.reject(this.#gone);
    }
    this.#pending.clear();
    this.#keepAlive();
  }

  // An idle child must not keep a command from ending: it closes by itself when the pipe does.
  #keepAlive(): void {
    if (this.#pending.size > 0) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }
}

const stderrKept = 2000;
/** From SIGKILL to the exit, unless the system holds the process. */
const killPatienceMs = 2000;
