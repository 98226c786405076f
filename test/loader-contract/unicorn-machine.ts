import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type BankName, type Bench, type Call, type LoaderMachine, type Preset, ram } from './machine.js';

/** An Arm core that nobody here wrote: Unicorn behind a Python process, with flash models of its own. */
export function unicornBench(): Bench {
  const server = new PythonServer();
  return {
    create: (bank, preset) => createMachine(server, bank, preset),
    close: () => server.close(),
  };
}

async function createMachine(server: PythonServer, bank: BankName, preset: Preset): Promise<LoaderMachine> {
  await server.request({ op: 'create', bank, preset: { ...preset, otp: toHex(preset.otp) } });
  const generation = ++server.generation;
  const request = (message: object): Promise<unknown> => {
    // The process holds one machine, so that each test begins with new cells.
    if (generation !== server.generation) throw new Error('a later machine has replaced this one');
    return server.request(message);
  };
  return {
    readRam: async (address, length) => bytesSchema.parse(await request({ op: 'read', address, length })),
    writeRam: async (address, data) => {
      await request({ op: 'write', address, data: toHex(data) });
    },
    call: async ({ entry, args, stack }: Call) => {
      const answer = await request({ op: 'call', entry, arguments: args, stack, halt: ram.halt });
      return { ...outcomeSchema.parse(answer), cycles: undefined };
    },
    state: async () => stateSchema.parse(await request({ op: 'state' })),
  };
}

const bytesSchema = z.string().transform((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

const accessSchema = z
  .tuple([z.enum(['read', 'write']), z.number(), z.number(), z.number()])
  .transform(([kind, address, width, value]) => ({ kind, address, width, value }));

const outcomeSchema = z.object({
  r0: z.number(),
  r1: z.number(),
  sp: z.number(),
  fault: z
    .string()
    .nullable()
    .transform((reason) => reason ?? undefined),
  accesses: z.array(accessSchema),
  programmed: z.array(z.number()),
  offences: z.array(z.string()),
});

const stateSchema = z.object({
  otp: bytesSchema,
  acr: z.number(),
  sr: z.number(),
  cr: z.number(),
});

const answerSchema = z.union([z.object({ error: z.string() }), z.object({ result: z.unknown() })]);

/** One JSON line for each request, answered in order. */
class PythonServer {
  generation = 0;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  readonly #waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  #complaint = '';

  constructor() {
    const script = fileURLToPath(new URL('./unicorn/server.py', import.meta.url));
    this.#child = spawn(findPython(), ['-B', script]);
    this.#child.stderr.on('data', (text) => {
      this.#complaint += text;
    });
    this.#child.on('error', (error) => this.#fail(error));
    this.#child.on('close', () => this.#fail(this.#ended()));
    this.#child.stdin.on('error', () => {}); // the close event tells more
    this.#lines = createInterface(this.#child.stdout);
    this.#lines.on('line', (line) => this.#waiting.shift()?.resolve(line));
  }

  async request(message: object): Promise<unknown> {
    if (this.#child.exitCode !== null) throw this.#ended();
    const line = await new Promise<string>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify(message)}\n`);
    });
    const answer = answerSchema.parse(JSON.parse(line));
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin.end();
    await ended;
  }

  #ended(): Error {
    return new Error(`the Unicorn process ended (it needs Debian's python3-unicorn): ${this.#complaint}`);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

// Debian's python3-unicorn belongs to the system's interpreter, which need not be the first on PATH.
function findPython(): string {
  return existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
}

function toHex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex');
}
