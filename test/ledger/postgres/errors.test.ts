import { describe, expect, it } from 'vitest';
import { columnParser } from '../../../src/ledger/postgres/column-types.js';
import { loadPg } from '../../../src/ledger/postgres/load-pg.js';
import { postgresError } from '../../../src/ledger/postgres/postgres-errors.js';
import { shownUrl } from '../../../src/ledger/postgres/shown-url.js';

const failure = (code: string, message = 'what the server says') =>
  Object.assign(new Error(message), { code });

describe('an error of PostgreSQL', () => {
  it.each([
    ['23505', 'LEDGER_CONSTRAINT'],
    ['23514', 'LEDGER_CONSTRAINT'],
    ['40001', 'LEDGER_BUSY'],
    ['55P03', 'LEDGER_BUSY'],
    ['53300', 'LEDGER_BUSY'],
    ['57P01', 'LEDGER_UNAVAILABLE'],
    ['28P01', 'LEDGER_UNAVAILABLE'],
    ['3D000', 'LEDGER_UNAVAILABLE'],
    ['ECONNREFUSED', 'LEDGER_UNAVAILABLE'],
    ['EPIPE', 'LEDGER_UNAVAILABLE'],
    ['42501', 'LEDGER_FAILED'],
    ['53100', 'LEDGER_FAILED'],
  ])('%s is %s', (code, expected) => {
    expect(postgresError('postgres://server/line', failure(code))).toMatchObject({
      code: expected,
      exitCode: 9,
      message: expect.stringContaining('what the server says'),
    });
  });

  it('never shows a value', () => {
    const quoting = failure('22P02', 'invalid input syntax for type bigint: "c0ffee"');
    const unique = Object.assign(failure('23505'), { detail: 'Key (mac)=(c0ffee) already exists.' });
    for (const error of [quoting, unique].map((each) => postgresError('postgres://server/line', each)))
      expect(`${error.message}${JSON.stringify(error)}${error.cause}`).not.toContain('c0ffee');
  });
});

describe('what PostgreSQL answers', () => {
  it('becomes numbers, bytes and texts', () => {
    const read = (type: number, text: string) => columnParser(type)(text);
    expect([read(20, '9007199254740991'), read(23, '-5'), read(1700, '12'), read(701, '1.5')]).toEqual([
      2 ** 53 - 1,
      -5,
      12,
      1.5,
    ]);
    expect([read(16, 't'), read(16, 'f'), read(25, '12')]).toEqual([1, 0, '12']);
    expect(read(17, '\\x00ff')).toEqual(Uint8Array.of(0, 255));
  });

  it('is refused where a number would be another one', () => {
    expect(() => columnParser(20)('9007199254740993')).toThrow('2^53');
  });
});

describe('the address of a server', () => {
  it.each([
    ['postgres://line:geheim@server:5432/otp', 'postgres://line@server:5432/otp'],
    ['postgres://line@server/otp?sslmode=require', 'postgres://line@server/otp?sslmode=require'],
    ['postgres://server/otp?user=a&password=geheim&x=1', 'postgres://server/otp?user=a&password=…&x=1'],
  ])('is shown without its password: %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });
});

describe('the client of PostgreSQL', () => {
  it('is asked for where it is not installed', async () => {
    expect(await loadPg()).toHaveProperty('Client');
    await expect(loadPg(() => Promise.reject(new Error('not found')))).rejects.toMatchObject({
      code: 'LEDGER_ENGINE_MISSING',
      remedy: expect.stringContaining('npm install pg@8'),
    });
  });
});
