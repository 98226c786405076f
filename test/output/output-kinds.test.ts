import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import type { Output } from '../../src/line/index.js';
import { type Mes, outputsInFolder, post, type Sent } from './support.js';

const { path, record, mes, start, ledgerOf } = outputsInFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

const idle = 5_000;
const rows = (found: readonly Sent[]) =>
  found.map(({ event }) => `${event.id}${event.repeat === true ? ' again' : ''}`);
const take = async (from: Mes, count: number) => {
  const found: Sent[] = [];
  while (found.length < count) found.push(await from.next());
  return found;
};

describe('a file', () => {
  const file = (): Output => ({ kind: 'file', name: 'log', file: path('log.jsonl') });
  const lines = async () => (await readFile(path('log.jsonl'), 'utf8')).trimEnd().split('\n');

  it('gets a line for each event, behind those that are there, and a half one is cut off', async () => {
    await record(2);
    const first = await start([file()]);
    await first.pauses.next();
    await first.stop();
    await writeFile(path('log.jsonl'), '{"half', { flag: 'a' });
    await record();
    const second = await start([file()]);
    await second.pauses.next();
    expect((await lines()).map((line) => JSON.parse(line).id)).toEqual([1, 2, 3]);
  });

  it.each([
    ['moved away', () => renameSync(path('log.jsonl'), path('log.1'))],
    ['removed', () => rmSync(path('log.jsonl'))],
  ])('that was %s while the station runs begins again with the next event', async (_, rotate) => {
    await record();
    const { outputs, pauses } = await start([file()]);
    await pauses.next();
    rotate();
    await record();
    outputs.wake();
    await pauses.next();
    expect((await lines()).map((line) => JSON.parse(line).id)).toEqual([2]);
  });

  it('that cannot be written is trouble until it can', async () => {
    mkdirSync(path('log.jsonl'));
    await record();
    const { problem, change, pauses } = await start([file()]);
    expect(await problem()).toMatchObject({
      code: expect.stringMatching(/^FILE_/),
      message: expect.stringMatching(/^output log: .*log\.jsonl/),
    });
    await change();
    rmSync(path('log.jsonl'), { recursive: true });
    pauses.pass(await pauses.next());
    expect(await change()).toEqual([]);
    expect((await lines()).map((line) => JSON.parse(line))).toMatchObject([{ id: 1, repeat: true }]);
  });
});

describe('a program', () => {
  const program = (script: string, more: { readonly timeout?: number } = {}): Output => ({
    kind: 'command',
    name: 'send',
    command: { command: [process.execPath, '-e', script], folder: path('.'), ...more },
  });
  const append = `const fs = require('fs'); const text = fs.readFileSync(0, 'utf8');
    const { OTPFORGE_EVENT: id, OTPFORGE_REPEAT: repeat } = process.env;
    fs.appendFileSync('got', JSON.stringify({ id, repeat, same: JSON.parse(text).event === id }) + '\\n');`;
  const got = async () =>
    (await readFile(path('got'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((each) => JSON.parse(each));

  it('reads an event, and gets it again unless it ends well', async () => {
    await record();
    const { problem, pauses } = await start([
      program(`${append} process.exit(fs.readFileSync('got').length > 200 ? 0 : 3)`),
    ]);
    expect((await problem()).message).toBe('output send: it ended with exit code 3');
    let ms = await pauses.next();
    while (ms !== idle) {
      pauses.pass(ms);
      ms = await pauses.next();
    }
    const found = await got();
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(found.map(({ repeat, same }) => [repeat, same]).slice(0, 2)).toEqual([
      ['', true],
      ['1', true],
    ]);
  });

  it('does not run once it is not trusted any more', async () => {
    const change = { message: '' };
    const checkTrust = async () => {
      if (change.message !== '') throw new OtpforgeError('LINE_UNTRUSTED', change);
    };
    await record();
    const { outputs, problem, pauses } = await start([program(append)], ledgerOf(path('.')), checkTrust);
    expect(await pauses.next()).toBe(idle);
    change.message = 'send.js has changed';
    await record();
    outputs.wake();
    expect(await problem()).toEqual({
      code: 'LINE_UNTRUSTED',
      message: 'output send: send.js has changed',
    });
    expect(await got()).toHaveLength(1);
    change.message = '';
    pauses.pass(await pauses.next());
    expect(await pauses.next()).toBe(idle);
    expect(await got()).toHaveLength(2);
  });

  it('is ended when its time is up', async () => {
    await record();
    const { problem } = await start([program('setInterval(() => {}, 1000)', { timeout: 0.2 })]);
    expect((await problem()).message).toBe('output send: it was ended after 0.2 s');
  });
});

describe('several outputs', () => {
  it('do not wait for each other', async () => {
    const [one, other] = [await mes(['hang']), await mes()];
    await record(2);
    const { outputs } = await start([post(one.url), post(other.url, { name: 'other' })]);
    await one.next();
    expect(rows(await take(other, 2))).toEqual(['1', '2']);
    one.release();
    expect(rows(await take(one, 1))).toEqual(['2']);
    expect(outputs.problems).toEqual([]);
  });

  it('are in trouble while the ledger is, and go on with it', async () => {
    const receiver = await mes();
    await record();
    const broken = { isBroken: true };
    const ledger = ledgerOf(path('.'));
    const { problem, pauses, change } = await start([post(receiver.url)], {
      ...ledger,
      transaction: (work) => {
        if (broken.isBroken && started) throw new OtpforgeError('LEDGER_BUSY', { message: 'it is busy' });
        started = true;
        return ledger.transaction(work);
      },
    });
    expect(await problem()).toEqual({ code: 'LEDGER_BUSY', message: 'output mes: it is busy' });
    await change();
    broken.isBroken = false;
    pauses.pass(await pauses.next());
    expect(rows(await take(receiver, 1))).toEqual(['1']);
  });
  let started = false;

  it('are none where the line has none', async () => {
    const { outputs, stop } = await start([]);
    outputs.wake();
    await stop();
    expect(outputs.problems).toEqual([]);
  });
});
