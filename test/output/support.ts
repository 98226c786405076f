import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Ledger } from '../../src/ledger/index.js';
import { addOutbox } from '../../src/ledger/units/outbox.js';
import { reserve } from '../../src/ledger/units/reserve.js';
import type { Output } from '../../src/line/index.js';
import { type OutputProblem, type Outputs, startOutputs } from '../../src/output/index.js';
import type { Pause } from '../../src/output/pause.js';
import { nextSerial, product, sqliteTables, type Tables } from '../ledger/tables-support.js';

/** Things that happen, for those that wait for the next one. */
export function queue<T>() {
  const things: T[] = [];
  const waiting: ((thing: T) => void)[] = [];
  return {
    push(thing: T): void {
      const next = waiting.shift();
      if (next) next(thing);
      else things.push(thing);
    },
    next: (): Promise<T> =>
      new Promise((resolve) => {
        const thing = things.shift();
        if (thing === undefined) waiting.push(resolve);
        else resolve(thing);
      }),
  };
}

/** A pause that ends when the test says so, or its signal. */
export function manualPause() {
  const began = queue<number>();
  const ends = new Map<number, () => void>();
  const pause: Pause = (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      ends.set(ms, resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      began.push(ms);
    });
  return {
    pause,
    /** The length of the next pause that begins. */
    next: began.next,
    pass: (ms: number) => ends.get(ms)?.(),
  };
}

export interface Sent {
  readonly key: string;
  readonly headers: IncomingMessage['headers'];
  readonly event: {
    readonly event: string;
    readonly id: number;
    readonly repeat?: boolean;
    readonly training?: boolean;
  };
}

/** Answers a request; `lose` takes it and ends the connection, `hang` answers when it is released. */
export type Answer = number | 'lose' | 'hang';

/** A system on this machine that gets events by POST; it takes each unless `answers` has something else. */
export async function startMes(answers: Answer[] = []) {
  const got = queue<Sent>();
  const held: ServerResponse[] = [];
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part);
    const answer = answers.shift() ?? 200;
    const { headers } = request;
    const text = Buffer.concat(parts).toString();
    if (answer === 'lose') request.socket.destroy();
    else if (answer === 'hang') held.push(response);
    else response.writeHead(answer, { location: '/elsewhere' }).end('thanks');
    if (text !== '') got.push({ headers, key: String(headers['idempotency-key']), event: JSON.parse(text) });
  });
  const listen = (at: number) =>
    new Promise<number>((resolve) => {
      server.listen(at, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  const port = await listen(0);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}/units`,
    answers,
    next: got.next,
    release: () => held.shift()?.writeHead(200).end(),
    down: close,
    up: () => listen(port),
    close,
  };
}

export type Mes = Awaited<ReturnType<typeof startMes>>;

/** Receivers that are gone after each test. */
export function useMes() {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  return {
    mes: async (answers?: Answer[]) => {
      const mes = await startMes(answers);
      ends.push(mes.close);
      return mes;
    },
  };
}

/** A ledger with units, whose outputs are started and ended by each test. */
export function outputsInFolder() {
  const { mes } = useMes();
  let folder = '';
  let tables: Tables;
  const ends: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-outputs-'));
    tables = await sqliteTables();
    await tables.in((tx) => reserve(tx, nextSerial(1)));
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await tables.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ledgerOf = (place: string): Pick<Ledger, 'id' | 'station' | 'transaction'> => ({
    id: 'ledger-1',
    station: { id: 'bench 1', folder: place, host: 'here' },
    transaction: (work) => tables.in(work),
  });
  return {
    path: (name: string) => join(folder, name),
    tables: () => tables,
    /** Something is recorded of a unit. */
    record: (rows = 1) =>
      tables.in((tx) =>
        addOutbox(
          tx,
          'run',
          1,
          Array.from({ length: rows }, () => ({ kind: 'unit', body: { product } })),
        ),
      ),
    mes,
    start: async (outputs: readonly Output[], ledger = ledgerOf(folder), checkTrust = async () => {}) => {
      const { pause, ...pauses } = manualPause();
      const heard = queue<OutputProblem>();
      const changes = queue<readonly string[]>();
      const started: { outputs?: Outputs } = {};
      const running = await startOutputs(
        ledger,
        { product, outputs },
        {
          ...{ pause, checkTrust },
          onProblem: heard.push,
          onChange: () => changes.push((started.outputs?.problems ?? []).map(({ code }) => code)),
        },
      );
      started.outputs = running;
      const stop = () => running.stop();
      ends.push(stop);
      return { outputs: running, pauses, problem: heard.next, change: changes.next, stop };
    },
    ledgerOf,
  };
}

export function post(url: string, more: Partial<Output & { readonly kind: 'post' }> = {}): Output {
  return { kind: 'post', name: 'mes', url, headers: {}, ...more };
}
