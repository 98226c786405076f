/** What the thread is started with. */
export interface SqliteSettings {
  /** What to require: `node:sqlite`, or the path of the package that is like it. */
  readonly module: string;
  readonly file: string;
  readonly pragmas: readonly string[];
}

/** `all` answers with rows, `run` with the number of changed rows, `allOf` with the rows of each, the others with nothing. */
export type SqliteRequest = (
  | {
      readonly kind: 'all' | 'run' | 'exec' | 'close';
      readonly sql: string;
      readonly params: readonly unknown[];
    }
  /** The statement once for each row of parameters. */
  | { readonly kind: 'each'; readonly sql: string; readonly rows: readonly (readonly unknown[])[] }
  | {
      readonly kind: 'allOf';
      readonly queries: readonly { readonly sql: string; readonly params: readonly unknown[] }[];
    }
) & {
  /** A statement that comes first. Where it fails, this request does nothing, and no other one up to the next `exec`. */
  readonly begin?: string;
};

export type SqliteAnswer =
  | { readonly value: unknown }
  | { readonly failed: { readonly message: string; readonly errcode: number | null } };

interface Statement {
  all(...params: readonly unknown[]): unknown;
  run(...params: readonly unknown[]): { readonly changes: number | bigint };
}

interface Connection {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/**
 * The thread that owns a SQLite connection, whose calls block. It runs from its text alone, which is the same in src/, in
 * dist/ and in the bundle: it may use nothing of this module. The first answer says whether the file could be opened.
 */
export function sqliteThread(load: (name: string) => unknown): void {
  const { parentPort, workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { module, file, pragmas } = workerData as SqliteSettings;
  const statements = new Map<string, Statement>();
  let connection: Connection;
  let failedBegin: unknown;

  function prepared(sql: string): Statement {
    const known = statements.get(sql);
    if (known) return known;
    const fresh = connection.prepare(sql);
    statements.set(sql, fresh);
    return fresh;
  }

  function open(): void {
    const { DatabaseSync } = load(module) as { DatabaseSync: new (file: string) => Connection };
    connection = new DatabaseSync(file);
    for (const pragma of pragmas) connection.exec(pragma);
  }

  /** Without its transaction a statement would take effect by itself. */
  function begin({ kind, begin: sql }: SqliteRequest): void {
    if (kind === 'exec' || kind === 'close') failedBegin = undefined;
    if (failedBegin !== undefined) throw failedBegin;
    if (sql === undefined) return;
    try {
      connection.exec(sql);
    } catch (error) {
      failedBegin = error;
      throw error;
    }
  }

  function perform(request: SqliteRequest): unknown {
    begin(request);
    if (request.kind === 'allOf')
      return request.queries.map(({ sql, params }) => prepared(sql).all(...params));
    if (request.kind === 'each') {
      const statement = prepared(request.sql);
      for (const row of request.rows) statement.run(...row);
      return undefined;
    }
    const { kind, sql, params } = request;
    if (kind === 'all') return prepared(sql).all(...params);
    if (kind === 'run') return Number(prepared(sql).run(...params).changes);
    if (kind === 'exec') connection.exec(sql);
    else connection.close();
    return undefined;
  }

  function answer(work: () => unknown): void {
    try {
      parentPort?.postMessage({ value: work() });
    } catch (error) {
      const { message, errcode } = error as { message?: string; errcode?: number };
      parentPort?.postMessage({ failed: { message: String(message), errcode: errcode ?? null } });
    }
  }

  answer(open);
  parentPort?.on('message', (request: SqliteRequest) => {
    answer(() => perform(request));
    if (request.kind === 'close') parentPort?.close();
  });
}
