import { Worker } from 'node:worker_threads';
import { type SqliteAnswer, type SqliteRequest, type SqliteSettings, sqliteThread } from './worker.js';

/** What SQLite, or its thread, says of a request that failed. */
export class SqliteFailure extends Error {
  /** SQLite's extended result code; null when there is none, as when the thread has ended. */
  readonly errcode: number | null;

  constructor(message: string, errcode: number | null) {
    super(message);
    this.errcode = errcode;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: SqliteFailure) => void;
}

/** The thread of a SQLite connection, seen from outside. It keeps the process alive only while an answer is awaited. */
export class SqliteThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #ended: SqliteFailure | undefined;

  private constructor(settings: SqliteSettings) {
    this.#worker = new Worker(`(${sqliteThread})(require)`, {
      eval: true,
      workerData: settings,
      // Node.js 22 calls its SQLite experimental in a warning, which would puzzle our users.
      execArgv: ['--no-warnings'],
    });
    this.#worker.on('message', (answer: SqliteAnswer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#end(String(error)));
    this.#worker.on('exit', () => this.#end('its thread has ended'));
  }

  /** Errors: SqliteFailure. */
  static async start(settings: SqliteSettings): Promise<SqliteThread> {
    const thread = new SqliteThread(settings);
    await thread.#answer();
    return thread;
  }

  /** Errors: SqliteFailure. */
  request(request: SqliteRequest): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#worker.postMessage(request);
    return this.#answer();
  }

  #answer(): Promise<unknown> {
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #take(answer: SqliteAnswer): void {
    const first = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if ('failed' in answer) first?.reject(new SqliteFailure(answer.failed.message, answer.failed.errcode));
    else first?.resolve(answer.value);
  }

  #end(why: string): void {
    this.#ended ??= new SqliteFailure(why, null);
    for (const each of this.#waiting.splice(0)) each.reject(this.#ended);
  }
}
