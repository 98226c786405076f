import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { pageClock } from '../../src/page/clock.js';
import type { PageDeps } from '../../src/page/page-deps.js';
import { type ServedPage, servePage } from '../../src/page/serve.js';
import { FakeStation, fakeTokens, stationState } from './page-bench.js';

const open: ServedPage[] = [];
afterEach(() => Promise.all(open.splice(0).map((page) => page.close())));

async function served(host = '127.0.0.1') {
  const station = new FakeStation();
  const deps = {
    station,
    tokens: fakeTokens,
    assets: new Map([['/', { type: 'text/html', body: 'the page' }]]),
    clock: pageClock,
    onError: (error: unknown) => {
      throw error;
    },
  } as unknown as PageDeps;
  const page = await servePage(deps, { host, port: 0 });
  open.push(page);
  return { page, station, port: Number(new URL(page.url).port) };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** fetch() would not send a Host header of ours. */
async function get(port: number, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const asked = request({ host: '127.0.0.1', port, path, headers }).end();
  const [answer] = await once(asked, 'response');
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

describe('a served page', () => {
  it('answers at its address, and nobody who asks for another host', async () => {
    const { page, port } = await served();
    expect(page.url).toBe(`http://127.0.0.1:${port}/`);
    expect(await get(port, '/')).toMatchObject({ status: 200, body: 'the page' });
    expect(JSON.parse((await get(port, '/api/state')).body)).toEqual(stationState);
    expect(await get(port, '/', { host: 'evil.example' })).toMatchObject({ status: 421 });
    expect(await get(port, '/', { host: `evil.example:${port}` })).toMatchObject({ status: 421 });
  });

  it('needs a token for a decision alone, on this computer', async () => {
    const { page } = await served();
    expect(page.links).toEqual({ supervise: `${page.url}#token=supervise-token` });
  });

  it('needs one for everything at every other host', async () => {
    const { page, port } = await served('0.0.0.0');
    expect(page.links).toEqual({
      operate: `${page.url}#token=operate-token`,
      supervise: `${page.url}#token=supervise-token`,
    });
    expect((await get(port, '/api/state')).status).toBe(401);
    expect((await get(port, '/api/state', { authorization: 'Bearer op' })).status).toBe(200);
  });

  it('is strict about what is not even a request', async () => {
    const { port } = await served();
    const answer = await get(port, '/', { host: 'a b' });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('reads no more of a body than it takes', async () => {
    const { port } = await served();
    const headers = { origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json' };
    const asked = request({ host: '127.0.0.1', port, path: '/api/scan', method: 'POST', headers });
    asked.on('error', () => {});
    asked.write('x'.repeat(100 * 1024));
    const [answer] = await once(asked, 'response');
    expect(answer.statusCode).toBe(413);
    answer.resume();
    asked.destroy();
  });

  it('forgets a page that has gone', async () => {
    const { port, station } = await served();
    const asked = request({ host: '127.0.0.1', port, path: '/api/events' }).end();
    const [answer] = await once(asked, 'response');
    const [first] = await once(answer.setEncoding('utf8'), 'data');
    expect(first).toMatch(/^event: state\n/);
    expect(station.listeners.size).toBe(1);
    asked.destroy();
    await station.left;
  });

  it('ends open pages when it closes', async () => {
    const { page, port, station } = await served();
    const asked = request({ host: '127.0.0.1', port, path: '/api/events' }).end();
    const [answer] = await once(asked, 'response');
    const ended = new Promise((resolve) => answer.resume().on('error', resolve).on('end', resolve));
    await page.close();
    await Promise.all([ended, station.left]);
    const late = connect(port, '127.0.0.1');
    await expect(once(late, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a page that cannot be served', () => {
  it('says that another program uses the port', async () => {
    const { port } = await served();
    await expect(servePage({} as PageDeps, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: expect.stringContaining('another program'),
    });
  });

  it('says that this computer has no such address', async () => {
    await expect(servePage({} as PageDeps, { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      details: { host: '192.0.2.1' },
    });
  });
});
