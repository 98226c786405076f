import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Memory, readMemory, remember } from '../../src/ledger/memory.js';

describe('what a station remembers of a ledger', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-memory-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const seen = (heads: Record<string, number>, restored = 0): Memory => ({
    ledger: 'x',
    restored,
    heads: Object.fromEntries(Object.entries(heads).map(([id, n]) => [id, { n, hash: `${id}${n}` }])),
  });

  it('is the furthest event of each station, whichever process comes last', async () => {
    expect(await readMemory(folder, 'x')).toBeUndefined();
    await remember(folder, seen({ a: 5, b: 1 }));
    await remember(folder, seen({ a: 4, b: 2, c: 1 }));
    expect(await remember(folder, seen({ a: 1 }))).toEqual(seen({ a: 5, b: 2, c: 1 }));
    expect(await readMemory(folder, 'x')).toEqual(seen({ a: 5, b: 2, c: 1 }));
    expect(await readMemory(folder, 'y')).toBeUndefined();
    expect(readdirSync(join(folder, 'ledgers'))).toEqual(['x.json']);
  });

  it('begins again with a ledger that was restored, and does not go back to before', async () => {
    await remember(folder, seen({ a: 5, b: 1 }));
    await remember(folder, seen({ a: 2 }, 1));
    await remember(folder, seen({ a: 9, b: 9 }));
    expect(await readMemory(folder, 'x')).toEqual(seen({ a: 2 }, 1));
  });

  it.each([
    '',
    '{}',
    '{"ledger":"y","restored":0,"heads":{}}',
    '{"ledger":"x","restored":0,"heads":{"a":1}}',
  ])('is never taken from a damaged file: %s', async (text) => {
    await remember(folder, seen({ a: 5 }));
    writeFileSync(join(folder, 'ledgers', 'x.json'), text);
    await expect(readMemory(folder, 'x')).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
    await expect(remember(folder, seen({ a: 6 }))).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' });
  });
});
