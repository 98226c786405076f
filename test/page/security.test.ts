import { describe, expect, it } from 'vitest';
import { codeOf, newRequest, ownHost, ownOrigin, pageBench } from './page-bench.js';

const start = () => ({ insertion: 3, request: newRequest() });

describe('the Host header', () => {
  it.each(['evil.example:8080', '127.0.0.1:9090', 'localhost', '', '127.0.0.1:8080.evil.example'])(
    'refuses %j before anything else, since a foreign name may point here',
    async (host) => {
      const { get, post, station } = pageBench();
      expect(await codeOf(await get('/api/state', { host }))).toBe('421 HOST_FOREIGN');
      expect(await codeOf(await get('/', { host }))).toBe('421 HOST_FOREIGN');
      const origin = `http://${host}`;
      const posted = await post('/api/slots/A/start', start(), { host, origin });
      expect(await codeOf(posted)).toBe('421 HOST_FOREIGN');
      expect(station.asked).toEqual([]);
    },
  );
});

describe('the Origin header', () => {
  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:8080',
    'http://127.0.0.1:3000',
    `${ownOrigin}.evil.example`,
  ])('refuses a change that comes from %s', async (origin) => {
    const { post, station } = pageBench();
    expect(await codeOf(await post('/api/slots/A/start', start(), { origin }))).toBe('403 ORIGIN_FOREIGN');
    expect(station.asked).toEqual([]);
  });

  it('is needed for each route that changes something', async () => {
    const { app, station } = pageBench({}, { roleWithoutToken: 'supervise' });
    for (const path of [
      ...['start', 'pause', 'resume', 'confirm'].map((what) => `/api/slots/A/${what}`),
      ...['reprint', 'scrap', 'release'].map((what) => `/api/units/1/${what}`),
      ...['/api/scan', '/api/session'],
    ]) {
      const headers = { host: ownHost, 'content-type': 'application/json' };
      const answer = await app.request(path, { method: 'POST', headers, body: '{}' });
      expect(await codeOf(answer), path).toBe('403 ORIGIN_FOREIGN');
    }
    const left = await app.request('/api/session', { method: 'DELETE', headers: { host: ownHost } });
    expect(await codeOf(left)).toBe('403 ORIGIN_FOREIGN');
    expect(station.asked).toEqual([]);
  });

  it('takes a change from the page', async () => {
    const { post, station } = pageBench();
    expect((await post('/api/slots/A/start', start())).status).toBe(200);
    expect(station.asked).toEqual(['start A 3']);
  });
});

describe('another site', () => {
  it.each(['cross-site', 'same-site'])('gets no data, asked for %s', async (site) => {
    const { get } = pageBench();
    for (const path of ['/api/state', '/api/events', '/api/units'])
      expect(await codeOf(await get(path, { 'sec-fetch-site': site }))).toBe('403 ORIGIN_FOREIGN');
  });

  it('may link to the page', async () => {
    const { get } = pageBench();
    expect((await get('/', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
  });

  it.each(['same-origin', 'none'])('is not what %s means', async (site) => {
    const { get } = pageBench();
    expect((await get('/api/state', { 'sec-fetch-site': site })).status).toBe(200);
  });
});

describe('the body of a request', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ])('is not taken as %s, which a form of another site can send', async (type) => {
    const { post, station } = pageBench();
    const answer = await post('/api/slots/A/start', start(), { 'content-type': type });
    expect(await codeOf(answer)).toBe('415 BODY_TYPE');
    expect(station.asked).toEqual([]);
  });

  it('has at most 64 KiB', async () => {
    const { post, station } = pageBench();
    const padded = (size: number) => {
      const text = JSON.stringify(start());
      return text + ' '.repeat(size - text.length);
    };
    expect(await codeOf(await post('/api/slots/A/start', padded(65_537)))).toBe('413 BODY_TOO_LARGE');
    expect(station.asked).toEqual([]);
    expect((await post('/api/slots/A/start', padded(65_536))).status).toBe(200);
  });

  it('is counted, and not believed', async () => {
    const { app } = pageBench();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(32 * 1024));
      },
    });
    const headers = {
      host: ownHost,
      origin: ownOrigin,
      'content-type': 'application/json',
      'content-length': '10',
    };
    const init = { method: 'POST', headers, body, duplex: 'half' as const };
    expect(await codeOf(await app.request('/api/scan', init))).toBe('413 BODY_TOO_LARGE');
    expect(sent).toBeLessThan(10);
  });

  it.each(['', 'no JSON', '[]', '{}', '{"text":""}', '{"text":7}', '{"text":"x","more":1}'])(
    'is not %j',
    async (body) => {
      const { post, station } = pageBench();
      expect(await codeOf(await post('/api/scan', body))).toBe('400 BODY_INVALID');
      expect(station.asked).toEqual([]);
    },
  );
});

describe('the headers of an answer', () => {
  it.each(['/', '/api/state', '/api/nothing', '/nothing', '/api/events'])(
    'of %s keep a browser strict',
    async (path) => {
      const { get } = pageBench();
      const answer = await get(path);
      await answer.body?.cancel();
      expectStrict(answer);
    },
  );

  it('are on refusals and on errors that nobody foresaw, too', async () => {
    const { get, post, station, errors } = pageBench();
    expectStrict(await get('/', { host: 'evil.example' }));
    station.state = () => {
      throw new Error('secret detail');
    };
    const answer = await get('/api/state');
    expectStrict(answer);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret detail');
    expect(errors).toEqual([new Error('secret detail')]);
    expectStrict(await post('/', {}));
  });

  it('allow no other origin to read an answer', async () => {
    const { get } = pageBench();
    const answer = await get('/api/state', { origin: 'http://evil.example' });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

function expectStrict({ headers }: Response): void {
  const policy = headers.get('content-security-policy')?.split('; ');
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'", "script-src 'self'"]),
  );
  expect(headers.get('content-security-policy')).not.toMatch(/unsafe|data:|http|\*/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
}
