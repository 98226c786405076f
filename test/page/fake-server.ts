import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { SlotState, StationState } from '../../src/page/api-types.js';

/** What a page asked for. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** A station for the page alone: it shows what a test puts, and remembers what it was asked. */
export class FakeServer {
  readonly asked: Asked[] = [];
  /** By "POST /api/scan"; others are answered with what the page does not look at. */
  readonly answers = new Map<string, Answer>();
  /** Milliseconds before the first word of a stream. */
  slowness = 0;
  readonly #folder: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #streams = new Set<ServerResponse>();
  #state: StationState;
  #server: Server | undefined;
  #port = 0;
  #beat: NodeJS.Timeout | undefined;

  constructor(folder: string, state: StationState, headers: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    this.#state = state;
    this.#headers = headers;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Pages that follow it. */
  get followers(): number {
    return this.#streams.size;
  }

  get state(): StationState {
    return this.#state;
  }

  /** Listens, at the port it had before if it had one. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#beat = setInterval(() => this.#send('heartbeat', { at: '' }), 1_000);
  }

  /** As a process that was killed: its connections are closed. */
  async stop(): Promise<void> {
    this.hush();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve) ?? resolve(undefined));
    this.#server = undefined;
  }

  /** As a process that was asked to end. */
  async end(): Promise<void> {
    this.#send('ended', { at: '' });
    for (const stream of this.#streams) stream.end();
    await this.stop();
  }

  /** As a process that stands still: its connections stay open. */
  hush(): void {
    clearInterval(this.#beat);
  }

  show(state: StationState): void {
    this.#state = state;
    this.#send('state', state);
  }

  showSlot(slot: SlotState): void {
    const slots = this.#state.slots.map((each) => (each.slot === slot.slot ? slot : each));
    this.#state = { ...this.#state, slots };
    this.#send('slot', slot);
  }

  /** What was asked at a path, once it was. */
  async askedAt(path: string): Promise<Asked> {
    const found = () => this.asked.find((each) => each.path === path);
    await expect.poll(found, { message: `asked at ${path}`, timeout: 20_000 }).toBeDefined();
    return found() as Asked;
  }

  #send(event: string, data: unknown): void {
    for (const stream of this.#streams) stream.write(eventText(event, data));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').replace(/\?.*/, '');
    for (const [name, value] of Object.entries(this.#headers)) response.setHeader(name, value);
    if (path === '/api/events' && !this.answers.has('GET /api/events')) this.#stream(response);
    else if (path.startsWith('/api/')) await this.#api(request, path, response);
    else this.#file(path, response);
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    setTimeout(() => this.#begin(response), this.slowness);
  }

  #begin(response: ServerResponse): void {
    response.write(eventText('state', this.#state));
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  async #api(request: IncomingMessage, path: string, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const method = request.method ?? 'GET';
    this.asked.push({ method, path, body: text === '' ? undefined : JSON.parse(text) });
    const { status = 200, body } = this.answers.get(`${method} ${path}`) ?? { body: defaultAnswer(path) };
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  #file(path: string, response: ServerResponse): void {
    const name = ['/', '/unit', '/shift'].includes(path) ? 'index.html' : path.slice(1);
    const type = types[name.replace(/^.*\./, '')];
    try {
      const body = readFileSync(join(this.#folder, name));
      response.writeHead(200, { 'Content-Type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  json: 'application/json',
};

function defaultAnswer(path: string): unknown {
  return path === '/api/session' ? { role: 'supervise' } : {};
}

function eventText(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
