import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStation } from '../../src/ledger/station.js';

describe('a station', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-station-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has the same ID each time, in a file that its owner alone can read', async () => {
    const first = await openStation(join(folder, 'new'));
    expect(first.id).toMatch(/^[0-9a-f]{16}$/);
    expect(await openStation(join(folder, 'new'))).toEqual(first);
    expect(statSync(join(folder, 'new', 'station')).mode & 0o777).toBe(0o600);
    expect((await openStation(join(folder, 'other'))).id).not.toBe(first.id);
  });

  it('has one ID, however many processes ask for it first', async () => {
    const stations = await Promise.all(Array.from({ length: 8 }, () => openStation(folder)));
    expect(new Set(stations.map(({ id }) => id)).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['station']);
  });

  it('is another one where its folder was copied to another machine', async () => {
    const first = await openStation(folder, 'aa');
    const second = await openStation(folder, 'bb');
    expect(second.id).not.toBe(first.id);
    expect(await openStation(folder, 'bb')).toEqual(second);
  });

  it('is refused where its file is damaged, which stays as it is', async () => {
    writeFileSync(join(folder, 'station'), 'not an ID');
    await expect(openStation(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(readFileSync(join(folder, 'station'), 'utf8')).toBe('not an ID');
  });
});
