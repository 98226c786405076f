import { describe, expect, it } from 'vitest';
import { codeOf, ownHost, pageBench, readySlot, stationState } from './page-bench.js';

interface Event {
  readonly event: string;
  readonly data: unknown;
}

/** What each read of a stream gives, as events. */
function reading(answer: Response) {
  const reader = answer.body?.getReader();
  return {
    next: async (): Promise<readonly Event[]> => eventsOf((await reader?.read())?.value),
    isDone: async () => (await reader?.read())?.done,
    cancel: () => reader?.cancel(),
  };
}

function eventsOf(chunk: Uint8Array | undefined): readonly Event[] {
  const blocks = Buffer.from(chunk ?? [])
    .toString()
    .split('\n\n')
    .slice(0, -1);
  return blocks.map((block) => {
    const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
    return { event, data: JSON.parse(data) };
  });
}

describe('GET /api/events', () => {
  it('begins with the whole state, for each that connects', async () => {
    const { get, station } = pageBench();
    const first = await get('/api/events');
    expect(first.headers.get('content-type')).toBe('text/event-stream');
    expect(await reading(first).next()).toEqual([{ event: 'state', data: stationState }]);
    station.shown = { ...stationState, version: 9 };
    const again = reading(await get('/api/events'));
    expect(await again.next()).toEqual([{ event: 'state', data: station.shown }]);
  });

  it('goes on with what changes', async () => {
    const { get, station } = pageBench();
    const stream = reading(await get('/api/events'));
    await stream.next();
    const busy = { ...readySlot, status: 'busy' } as const;
    station.say({ type: 'slot', slot: busy });
    expect(await stream.next()).toEqual([{ event: 'slot', data: busy }]);
    const alarm = {
      type: 'alarm',
      slot: 'A',
      code: 'UID_TWICE',
      message: 'the same\ndie\r\n\ndata: x',
    } as const;
    station.say(alarm);
    expect(await stream.next()).toEqual([{ event: 'note', data: alarm }]);
    station.shown = { ...stationState, version: 2 };
    station.say({ type: 'changed' });
    expect(await stream.next()).toEqual([{ event: 'state', data: station.shown }]);
  });

  it('ends with the station, of which it says so last', async () => {
    const { get, station } = pageBench();
    const stream = reading(await get('/api/events'));
    await stream.next();
    const pass = { ...readySlot, status: 'pass' } as const;
    station.say({ type: 'slot', slot: pass });
    station.end(0);
    expect(await stream.next()).toEqual([{ event: 'slot', data: pass }]);
    expect(await stream.next()).toMatchObject([{ event: 'ended' }]);
    expect(await stream.isDone()).toBe(true);
    expect(station.listeners.size).toBe(0);
  });

  it('has a heartbeat at each tick of the clock', async () => {
    const { get, beats } = pageBench();
    const stream = reading(await get('/api/events'));
    await stream.next();
    for (let n = 0; n < 2; n += 1) {
      for (const beat of beats) beat();
      expect(await stream.next()).toEqual([{ event: 'heartbeat', data: { at: '2026-11-29T08:00:00.000Z' } }]);
    }
  });

  it('gives a slow reader the newest of each slot, and one state', async () => {
    const { get, station, beats } = pageBench();
    const stream = reading(await get('/api/events'));
    await stream.next();
    for (let insertion = 1; insertion <= 50; insertion += 1) {
      station.say({ type: 'slot', slot: { ...readySlot, insertion } });
      for (const beat of beats) beat();
      await new Promise(setImmediate);
    }
    // What was sent before the reader fell behind, and the rest at once.
    const got = [...(await stream.next()), ...(await stream.next())];
    expect(got.length).toBeLessThan(6);
    expect(got.findLast(({ event }) => event === 'slot')?.data).toMatchObject({ insertion: 50 });
    station.say({ type: 'slot', slot: readySlot });
    station.say({ type: 'changed' });
    station.say({ type: 'changed' });
    expect((await stream.next()).map(({ event }) => event)).toEqual(['state']);
  });

  it('ends with its reader', async () => {
    const { get, station, beats } = pageBench();
    const stream = reading(await get('/api/events'));
    await stream.next();
    expect([station.listeners.size, beats.length]).toEqual([1, 1]);
    await stream.cancel();
    expect([station.listeners.size, beats.length]).toEqual([0, 0]);
  });

  it('is nothing for HEAD, which would read none of it', async () => {
    const { app, get, station } = pageBench();
    const head = { method: 'HEAD', headers: { host: ownHost } };
    const answers = await Promise.all(Array.from({ length: 65 }, () => app.request('/api/events', head)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([405]));
    expect(station.listeners.size).toBe(0);
    expect((await get('/api/events')).status).toBe(200);
  });

  it('is given to so many pages, and to another one when one has gone', async () => {
    const { get } = pageBench();
    const streams = await Promise.all(Array.from({ length: 64 }, () => get('/api/events')));
    expect(await codeOf(await get('/api/events'))).toBe('503 STREAMS_FULL');
    await streams[0]?.body?.cancel();
    expect((await get('/api/events')).status).toBe(200);
  });
});
