import { describe, expect, it } from 'vitest';
import { codeOf, newRequest, pageBench, readySlot, refusalOf, stationState } from './page-bench.js';

describe('GET /api/state', () => {
  it('is all that the station shows', async () => {
    expect(await (await pageBench().get('/api/state')).json()).toEqual(stationState);
  });
});

describe('POST /api/slots/:n/start', () => {
  it('starts the board of that insertion', async () => {
    const { post, station } = pageBench();
    const answer = await post('/api/slots/A/start', { insertion: 3, request: newRequest() });
    expect(await answer.json()).toEqual({ ...readySlot, status: 'busy' });
    expect(station.asked).toEqual(['start A 3']);
  });

  it('answers a repeat as the first time, and starts nothing', async () => {
    const { post, station } = pageBench();
    const body = { insertion: 3, request: newRequest() };
    const first = await (await post('/api/slots/A/start', body)).json();
    station.start = () => {
      throw refusalOf('SLOT_BUSY');
    };
    const repeat = await post('/api/slots/A/start', body);
    expect([repeat.status, await repeat.json()]).toEqual([200, first]);
    expect(station.asked).toEqual(['start A 3']);
  });

  it('refuses a board that is not in any more, and its repeat so, too', async () => {
    const { post, station } = pageBench();
    const body = { insertion: 2, request: newRequest() };
    expect(await codeOf(await post('/api/slots/A/start', body))).toBe('409 INSERTION_STALE');
    expect(await codeOf(await post('/api/slots/A/start', body))).toBe('409 INSERTION_STALE');
    expect(station.asked).toEqual(['start A 2']);
  });

  it('refuses an ID that another request had', async () => {
    const { post, station } = pageBench();
    const request = newRequest();
    await post('/api/slots/A/start', { insertion: 3, request });
    for (const [slot, insertion] of [
      ['A', 4],
      ['B', 3],
    ] as const)
      expect(await codeOf(await post(`/api/slots/${slot}/start`, { insertion, request }))).toBe(
        '409 REQUEST_USED',
      );
    expect(station.asked).toEqual(['start A 3']);
  });

  it('knows no other slot', async () => {
    const { post } = pageBench();
    const body = { insertion: 3, request: newRequest() };
    expect(await codeOf(await post('/api/slots/Z/start', body))).toBe('404 SLOT_UNKNOWN');
  });

  it.each([
    { insertion: 3 },
    { request: 'r1' },
    { insertion: 0, request: 'r1' },
    { insertion: 1.5, request: 'r1' },
    { insertion: 3, request: 'a b' },
  ])('needs insertion and request ID, not %j', async (body) => {
    const { post, station } = pageBench();
    expect(await codeOf(await post('/api/slots/A/start', body))).toBe('400 BODY_INVALID');
    expect(station.asked).toEqual([]);
  });

  it('takes slots by any name', async () => {
    const { post, station } = pageBench();
    await post(`/api/slots/${encodeURIComponent('left/1 ü')}/pause`, {});
    expect(station.asked).toEqual(['pause left/1 ü']);
  });
});

describe('the other routes of a slot', () => {
  it('pause and resume it', async () => {
    const { post, station } = pageBench();
    expect(await (await post('/api/slots/A/pause', {})).json()).toMatchObject({ status: 'paused' });
    expect(await (await post('/api/slots/A/resume', {})).json()).toEqual(readySlot);
    expect(station.asked).toEqual(['pause A', 'resume A']);
  });

  it('answer what it asks, for one board', async () => {
    const { post, station } = pageBench();
    await post('/api/slots/A/confirm', { insertion: 3, accept: false });
    const stale = await post('/api/slots/A/confirm', { insertion: 2, accept: true });
    expect(await codeOf(stale)).toBe('409 INSERTION_STALE');
    expect(station.asked).toEqual(['confirm A 3 false', 'confirm A 2 true']);
  });

  it('have no plan unless it asks', async () => {
    expect(await codeOf(await pageBench().get('/api/slots/A/plan'))).toBe('404 PLAN_NONE');
  });

  it('show the plan that it asks about', async () => {
    const { get, station } = pageBench();
    const plans = new Map([['A', { hash: 'h' }]]);
    Object.assign(station, { planOf: (slot: string) => plans.get(slot) });
    expect(await (await get('/api/slots/A/plan')).json()).toEqual({ hash: 'h' });
  });
});

describe('POST /api/scan', () => {
  it('says where a scan went', async () => {
    const { post, station } = pageBench();
    expect(await (await post('/api/scan', { text: 'SN-1' })).json()).toEqual({
      as: 'field',
      field: 'serial',
    });
    expect(station.asked).toEqual(['scan SN-1']);
  });

  it('passes on which board it is for', async () => {
    const { post, station } = pageBench();
    const body = { text: 'SN-1', slot: 'A', insertion: 3, request: newRequest() };
    expect((await post('/api/scan', body)).status).toBe(200);
    expect(await codeOf(await post('/api/scan', { ...body, insertion: 4 }))).toBe('409 REQUEST_USED');
    expect(await codeOf(await post('/api/scan', { text: 'SN-1', slot: 'A' }))).toBe('400 BODY_INVALID');
    expect(station.asked).toEqual(['scan SN-1 for A 3']);
  });

  it('uses a scan once, though its request is repeated', async () => {
    const { post, station } = pageBench();
    const body = { text: 'SN-1', request: newRequest() };
    await Promise.all([post('/api/scan', body), post('/api/scan', body)]);
    expect(station.asked).toEqual(['scan SN-1']);
  });
});

describe('what the station cannot do at the moment', () => {
  it('may be asked for again with the same request', async () => {
    const { post, station } = pageBench();
    const body = { text: 'SN-1', request: newRequest() };
    station.scan = () => {
      throw refusalOf('LEDGER_UNAVAILABLE');
    };
    expect(await codeOf(await post('/api/scan', body))).toBe('503 LEDGER_UNAVAILABLE');
    station.scan = () => ({ as: 'field', field: 'serial' });
    expect((await post('/api/scan', body)).status).toBe(200);
  });
});
