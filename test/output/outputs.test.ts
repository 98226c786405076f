import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { setMeta } from '../../src/ledger/meta.js';
import type { Output } from '../../src/line/index.js';
import { type Mes, outputsInFolder, post, type Sent } from './support.js';

const { path, tables, record, mes, start, ledgerOf } = outputsInFolder();

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

describe('an address', () => {
  it('gets each event once, in their order, with an ID to know it by', async () => {
    const receiver = await mes();
    await record(2);
    const { outputs, pauses, stop } = await start([post(receiver.url)]);
    const found = await take(receiver, 2);
    expect(await pauses.next()).toBe(idle);
    await record();
    outputs.wake();
    found.push(...(await take(receiver, 1)));
    await stop();
    expect(rows(found)).toEqual(['1', '2', '3']);
    const ids = found.map(({ event }) => event.event);
    expect(ids).toEqual([1, 2, 3].map((id) => `ledger-1:${id}:${Date.parse('2026-11-29T08:00:00.000Z')}`));
    expect(found.map(({ key }) => key)).toEqual(ids);
    expect(found[0]?.headers['content-type']).toBe('application/json');
    expect(found[0]?.event).toEqual({
      ...{ format: 'otpforge.outbox/1', ledger: 'ledger-1', id: 1, kind: 'unit', run: 'run', unit: 1 },
      ...{ created: '2026-11-29T08:00:00.000Z', event: ids[0], body: { product: 'controller-c' } },
    });
    expect(outputs.problems).toEqual([]);
  });

  it('gets what was recorded while it was down, and the trouble is reported once', async () => {
    const receiver = await mes();
    await receiver.down();
    await record(2);
    const { outputs, pauses, problem, change } = await start([post(receiver.url)]);
    expect(await problem()).toMatchObject({
      code: 'OUTPUT_FAILED',
      message: expect.stringMatching(/^output mes: .*ECONNREFUSED/),
    });
    expect(await change()).toEqual(['OUTPUT_FAILED']);
    const lengths: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      const ms = await pauses.next();
      lengths.push(ms);
      await record();
      outputs.wake();
      pauses.pass(ms);
    }
    expect(lengths).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(await pauses.next()).toBe(60_000);
    await receiver.up();
    pauses.pass(60_000);
    const found = await take(receiver, 10);
    expect(found.map(({ event }) => event.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await change()).toEqual([]);
    expect(await pauses.next()).toBe(idle);
  });

  it('that is slow keeps nobody waiting, and is asked again when its time is up', async () => {
    const receiver = await mes(['hang']);
    await record();
    const { outputs, pauses, problem } = await start([post(receiver.url, { timeout: 1 })]);
    await receiver.next();
    await record();
    outputs.wake();
    expect(outputs.problems).toEqual([]);
    expect((await problem()).message).toBe('output mes: no answer within 1 s');
    expect(await pauses.next()).toBe(1_000);
    pauses.pass(1_000);
    expect(rows(await take(receiver, 2))).toEqual(['1 again', '2']);
  });

  it('that answers 500 gets the event again, under the same ID and marked, before the next one', async () => {
    const receiver = await mes([200, 500]);
    await record(3);
    const { pauses, problem, change } = await start([post(receiver.url)]);
    const [first, second] = await take(receiver, 2);
    expect((await problem()).message).toBe('output mes: it answered 500');
    expect(await change()).toEqual(['OUTPUT_FAILED']);
    pauses.pass(await pauses.next());
    const [again, third] = await take(receiver, 2);
    expect(rows([first, second, again, third].flatMap((each) => each ?? []))).toEqual([
      '1',
      '2',
      '2 again',
      '3 again',
    ]);
    expect(again?.key).toBe(second?.key);
    expect(await change()).toEqual([]);
  });

  it('that takes an event without an answer gets it twice, the second time marked', async () => {
    const receiver = await mes(['lose']);
    await record();
    const { pauses } = await start([post(receiver.url)]);
    const [first] = await take(receiver, 1);
    pauses.pass(await pauses.next());
    const [second] = await take(receiver, 1);
    expect([first?.event.repeat, second?.event.repeat]).toEqual([undefined, true]);
    expect(second?.event.event).toBe(first?.event.event);
  });

  it('is not left for another one', async () => {
    const receiver = await mes([307]);
    await record();
    const { problem, pauses } = await start([post(receiver.url)]);
    expect((await problem()).message).toBe('output mes: it answered 307');
    await receiver.next();
    pauses.pass(await pauses.next());
    expect(rows(await take(receiver, 1))).toEqual(['1 again']);
  });

  it('gets headers with variables of the environment, and none without them', async () => {
    const receiver = await mes();
    await record();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the environment.
    const headers = { Authorization: 'Bearer ${OTPFORGE_TEST_TOKEN}' };
    const { problem, pauses } = await start([post(receiver.url, { headers })]);
    expect((await problem()).message).toBe(
      'output mes: headers.Authorization needs OTPFORGE_TEST_TOKEN, which the environment does not have',
    );
    vi.stubEnv('OTPFORGE_TEST_TOKEN', 'abc');
    pauses.pass(await pauses.next());
    const [found] = await take(receiver, 1);
    expect(found?.headers.authorization).toBe('Bearer abc');
  });

  it.each([
    ['a line end', 'geheim\nzwei'],
    ['another script', 'geheim€zwei'],
  ])('gets nothing, and no message has what a variable with %s holds', async (_, token) => {
    const receiver = await mes();
    await record();
    vi.stubEnv('OTPFORGE_TEST_TOKEN', token);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the environment.
    const headers = { Authorization: 'Bearer ${OTPFORGE_TEST_TOKEN}' };
    const { problem, outputs } = await start([post(receiver.url, { headers })]);
    const { message } = await problem();
    expect(message).toMatch(/^output mes: headers\.Authorization cannot be sent/);
    expect(message + JSON.stringify(outputs.problems)).not.toMatch(/geheim|zwei/);
  });

  it('gets what a killed station has not sent, marked where it may have', async () => {
    const receiver = await mes(['hang']);
    await record(2);
    await start([post(receiver.url)]);
    expect(rows(await take(receiver, 1))).toEqual(['1']);
    await record();
    // The lock of a process that was killed is free.
    mkdirSync(path('later'));
    const after = await start([post(receiver.url)], ledgerOf(path('later')));
    expect(rows(await take(receiver, 3))).toEqual(['1 again', '2 again', '3']);
    expect(await after.pauses.next()).toBe(idle);
    receiver.release();
  });

  it('gets nothing from a second process of a station', async () => {
    const receiver = await mes();
    const first = await start([post(receiver.url)]);
    expect(await first.pauses.next()).toBe(idle);
    const second = await start([post(receiver.url)]);
    expect(await second.pauses.next()).toBe(idle);
    await record();
    second.outputs.wake();
    expect(await second.pauses.next()).toBe(idle);
    await first.stop();
    expect(rows(await take(receiver, 1))).toEqual(['1']);
    await record();
    second.outputs.wake();
    expect(rows(await take(receiver, 1))).toEqual(['2']);
  });

  it('gets its events while another process of the station sends elsewhere', async () => {
    const [one, other] = [await mes(), await mes()];
    await record();
    await start([post(one.url)]);
    expect(rows(await take(one, 1))).toEqual(['1']);
    await start([post(other.url, { name: 'of another line' })]);
    expect(rows(await take(other, 1))).toEqual(['1']);
  });

  it('learns that a chip is simulated', async () => {
    const receiver = await mes();
    await tables().in((tx) => setMeta(tx, 'medium', 'simulated'));
    await record();
    await start([post(receiver.url)]);
    expect((await receiver.next()).event.training).toBe(true);
  });
});

describe('the end of a station', () => {
  it('sends what was recorded last', async () => {
    const receiver = await mes();
    const { pauses, stop } = await start([post(receiver.url)]);
    await pauses.next();
    await record(3);
    await stop();
    expect(rows(await take(receiver, 3))).toEqual(['1', '2', '3']);
  });

  it('waits three seconds at most, and the next start sends the rest', async () => {
    const receiver = await mes(['hang']);
    await record(2);
    const { pauses, stop } = await start([post(receiver.url)]);
    await receiver.next();
    const end = stop();
    expect(await pauses.next()).toBe(3_000);
    pauses.pass(3_000);
    await end;
    await start([post(receiver.url)]);
    expect(rows(await take(receiver, 2))).toEqual(['1 again', '2 again']);
  });

  it('tries once more what failed', async () => {
    const receiver = await mes([500]);
    await record();
    const { pauses, stop } = await start([post(receiver.url)]);
    await receiver.next();
    expect(await pauses.next()).toBe(1_000);
    await stop();
    expect(rows(await take(receiver, 1))).toEqual(['1 again']);
  });
});

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
