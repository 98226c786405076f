import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knownLedgers, LedgerMemory, type Memory, readMemory, remember } from '../../src/ledger/memory.js';

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

  it('has its format, and where the ledger was last', async () => {
    const text = () => readFileSync(join(folder, 'ledgers', 'x.json'), 'utf8');
    await remember(folder, seen({ a: 5 }));
    expect(JSON.parse(text())).toEqual({ format: 'otpforge.station-ledger/1', ...seen({ a: 5 }) });
    const address = { engine: 'sqlite', file: '/old/line.db' } as const;
    await remember(folder, { ...seen({ a: 4 }), address });
    expect(await readMemory(folder, 'x')).toEqual({ ...seen({ a: 5 }), address });
    const moved = { engine: 'postgres', url: 'postgres://host/line' } as const;
    await remember(folder, { ...seen({ a: 5 }), address: moved });
    await remember(folder, seen({ a: 6 }));
    expect(await readMemory(folder, 'x')).toEqual({ ...seen({ a: 6 }), address: moved });
    expect(await knownLedgers(folder)).toEqual(['x']);
  });

  it('is written together where it comes while the file is written, and not at all where it is known', async () => {
    const written: Memory[] = [];
    const memory = new LedgerMemory(folder, seen({ a: 1 }), async (to, each) => {
      written.push(each);
      return remember(to, each);
    });
    await memory.add(seen({ a: 1 }));
    expect(written).toEqual([]);
    await Promise.all([2, 5, 4, 3].map((a) => memory.add(seen({ a }))));
    await memory.add(seen({ a: 3 }));
    expect(written).toEqual([seen({ a: 5 })]);
    await Promise.all([
      memory.add(seen({ a: 6 })).then(() => memory.add(seen({ a: 7 }))),
      memory.add(seen({ b: 1 })),
    ]);
    expect(written).toHaveLength(3);
    expect(memory.known).toEqual(seen({ a: 7, b: 1 }));
    expect(await readMemory(folder, 'x')).toEqual(seen({ a: 7, b: 1 }));
  });

  it('reports a write that failed to all who wait for it, and to nobody else', async () => {
    const full = new Error('the disk is full');
    let isFull = true;
    const memory = new LedgerMemory(folder, seen({ a: 1 }), async (to, each) => {
      if (isFull) throw full;
      return remember(to, each);
    });
    const both = await Promise.allSettled([memory.add(seen({ a: 2 })), memory.add(seen({ a: 3 }))]);
    expect(both).toEqual([
      { status: 'rejected', reason: full },
      { status: 'rejected', reason: full },
    ]);
    expect(memory.known).toEqual(seen({ a: 1 }));
    isFull = false;
    await memory.add(seen({ a: 4 }));
    expect(memory.known).toEqual(seen({ a: 4 }));
  });

  it('is read from a file without a format', async () => {
    await remember(folder, seen({ a: 5 }));
    writeFileSync(join(folder, 'ledgers', 'x.json'), JSON.stringify(seen({ a: 7 })));
    expect(await readMemory(folder, 'x')).toEqual(seen({ a: 7 }));
    expect(await knownLedgers(join(folder, 'nothing'))).toEqual([]);
  });

  it.each([
    '{"format":"otpforge.station-ledger/2","ledger":"x","restored":0,"heads":{}}',
    '{"ledger":"x","restored":0,"heads":{},"address":{"engine":"sqlite"}}',
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
