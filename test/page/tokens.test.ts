import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTokens } from '../../src/page/tokens.js';
import { inFolder } from '../support/cli.js';

const now = () => new Date('2026-11-29T08:00:00Z');
const later = (days: number) => () => new Date(now().getTime() + days * 24 * 3600 * 1000);
const fileIn = (folder: string) => join(folder, 'page-tokens.json');

describe('a token of the page', () => {
  it('has 256 bits, and is another one each time', () =>
    inFolder(async (folder) => {
      const tokens = await openTokens(folder, now);
      const made = await Promise.all([tokens.make('operate')]);
      made.push(await tokens.make('operate'));
      expect(made.map((token) => Buffer.from(token, 'base64url').length)).toEqual([32, 32]);
      expect(new Set(made).size).toBe(2);
    }));

  it('proves the role that it was made for, and no other text proves one', () =>
    inFolder(async (folder) => {
      const tokens = await openTokens(folder, now);
      const [operate, supervise] = [await tokens.make('operate'), await tokens.make('supervise')];
      expect([operate, supervise].map(tokens.roleOf)).toEqual(['operate', 'supervise']);
      for (const text of ['', operate.slice(1), `${operate} `, operate.toLowerCase(), hashOf(operate)])
        expect(tokens.roleOf(text)).toBeUndefined();
    }));

  it('is kept as its hash, in a file that its owner alone can read', () =>
    inFolder(async (folder) => {
      const token = await (await openTokens(folder, now)).make('operate');
      const text = readFileSync(fileIn(folder), 'utf8');
      expect(text).toContain(hashOf(token));
      expect(text).not.toContain(token);
      if (process.platform !== 'win32') expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
    }));

  it('is good after a restart, until it is 30 days old or its file is gone', () =>
    inFolder(async (folder) => {
      const token = await (await openTokens(folder, now)).make('supervise');
      expect((await openTokens(folder, later(29))).roleOf(token)).toBe('supervise');
      expect((await openTokens(folder, later(31))).roleOf(token)).toBeUndefined();
      writeFileSync(fileIn(folder), 'no JSON');
      expect((await openTokens(folder, now)).roleOf(token)).toBeUndefined();
    }));

  it('is dropped when many newer ones were made', () =>
    inFolder(async (folder) => {
      const tokens = await openTokens(folder, now);
      const first = await tokens.make('operate');
      let last = '';
      for (let n = 0; n < 64; n += 1) last = await tokens.make('operate');
      expect(tokens.roleOf(first)).toBeUndefined();
      expect(tokens.roleOf(last)).toBe('operate');
    }));
});

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
