import { describe, expect, it } from 'vitest';
import { codeOf, newRequest, ownHost, ownOrigin, pageBench } from './page-bench.js';

const remote = { roleWithoutToken: undefined };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a page that other computers reach', () => {
  it.each(['/api/state', '/api/events', '/api/units', '/api/units/1', '/api/slots/A/plan', '/api/nothing'])(
    'gives %s to nobody without a token',
    async (path) => {
      const { get } = pageBench({}, remote);
      expect(await codeOf(await get(path))).toBe('401 TOKEN_NEEDED');
      expect(await codeOf(await get(path, bearer('wrong')))).toBe('401 TOKEN_NEEDED');
    },
  );

  it('does nothing without a token', async () => {
    const { post, station } = pageBench({}, remote);
    const start = { insertion: 3, request: newRequest() };
    expect(await codeOf(await post('/api/slots/A/start', start))).toBe('401 TOKEN_NEEDED');
    expect(await codeOf(await post('/api/scan', { text: 'SN-1' }))).toBe('401 TOKEN_NEEDED');
    expect(await codeOf(await post('/api/units/1/scrap', { reason: 'burnt' }))).toBe('401 TOKEN_NEEDED');
    expect(station.asked).toEqual([]);
  });

  it('shows its own files, which have nothing of the line', async () => {
    const { get } = pageBench({}, remote);
    expect(await (await get('/')).text()).toBe('<!doctype html>');
  });

  it('takes a token of a program as a bearer', async () => {
    const { get } = pageBench({}, remote);
    expect((await get('/api/state', bearer('op'))).status).toBe(200);
  });
});

describe('a session', () => {
  it('makes a cookie of a token that no script reads and no other site sends', async () => {
    const { post } = pageBench({}, remote);
    const answer = await post('/api/session', { token: 'op' });
    expect(await answer.json()).toEqual({ role: 'operate' });
    expect(answer.headers.getSetCookie()).toEqual([
      'otpforge-8080-operate=op; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict',
    ]);
  });

  it('takes no other token', async () => {
    const { post } = pageBench({}, remote);
    const answer = await post('/api/session', { token: 'guess' });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await codeOf(answer)).toBe('401 TOKEN_UNKNOWN');
  });

  it('has the role of its cookie', async () => {
    const { get } = pageBench({}, remote);
    const roleOf = async (cookie: string) => (await get('/api/session', { cookie })).json();
    expect(await roleOf('')).toEqual({});
    expect(await roleOf('otpforge-8080-operate=op')).toEqual({ role: 'operate' });
    expect(await roleOf('otpforge-8080-operate=op; otpforge-8080-supervise=sv')).toEqual({
      role: 'supervise',
    });
    // A cookie of another station at this host.
    expect(await roleOf('otpforge-9090-operate=op')).toEqual({});
  });

  it('of a supervisor ends, and the operator’s goes on', async () => {
    const { app } = pageBench({}, remote);
    const leave = (cookie: string) =>
      app.request('/api/session', {
        method: 'DELETE',
        headers: { host: ownHost, origin: ownOrigin, cookie },
      });
    const supervisor = await leave('otpforge-8080-operate=op; otpforge-8080-supervise=sv');
    expect(await supervisor.json()).toEqual({ role: 'operate' });
    expect(supervisor.headers.getSetCookie()).toEqual(['otpforge-8080-supervise=; Max-Age=0; Path=/']);
    const operator = await leave('otpforge-8080-operate=op');
    expect(await operator.json()).toEqual({});
    expect(operator.headers.getSetCookie()).toEqual(['otpforge-8080-operate=; Max-Age=0; Path=/']);
  });
});

describe('the role supervise', () => {
  it.each(['scrap', 'release'])('is needed to %s a unit, also on this computer', async (decision) => {
    const { post } = pageBench();
    const path = `/api/units/1/${decision}`;
    expect(await codeOf(await post(path, { reason: 'burnt' }))).toBe('403 ROLE_NEEDED');
    expect(await codeOf(await post(path, { reason: 'burnt' }, bearer('op')))).toBe('403 ROLE_NEEDED');
  });

  it('may do what an operator may', async () => {
    const { get } = pageBench({}, remote);
    expect((await get('/api/state', bearer('sv'))).status).toBe(200);
  });
});
