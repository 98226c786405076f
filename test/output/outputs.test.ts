import { mkdirSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { setMeta } from '../../src/ledger/meta.js';
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
