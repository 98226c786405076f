import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerKey } from '../../src/api/ledger-key.js';
import { initLedger } from '../../src/api/ledger-status.js';
import { type LineFolder, lineFolder } from './line-folder.js';

let line: LineFolder;
beforeEach(async () => {
  line = await lineFolder();
});
afterEach(() => line.remove());

/** The key of this station. */
function ownFile(): string {
  const folder = line.at('state/ledgers');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.key')) ?? '');
}

describe('ledgerKey', () => {
  it('shows the fingerprint, and writes a copy that only its owner can read, over no file', async () => {
    const shown = await ledgerKey(line.line);
    expect(shown).toMatchObject({
      result: 'shown',
      file: ownFile(),
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const write = line.at('copy.key');
    expect(await ledgerKey(line.line, { write })).toMatchObject({ result: 'written', file: write });
    expect(readFileSync(write)).toEqual(readFileSync(ownFile()));
    expect(statSync(write).mode & 0o777).toBe(0o600);
    expect(await ledgerKey(line.line, { write })).toMatchObject({ result: 'already' });
    writeFileSync(line.at('notes.txt'), 'mine');
    await expect(ledgerKey(line.line, { write: line.at('notes.txt') })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect(readFileSync(line.at('notes.txt'), 'utf8')).toBe('mine');
    expect(JSON.stringify(shown)).not.toContain(readFileSync(ownFile(), 'utf8').trim());
  });

  it('installs the key of this ledger at a station without it, and no other', async () => {
    const own = ownFile();
    const given = line.at('given.key');
    copyFileSync(own, given);
    chmodSync(given, 0o600);
    rmSync(own);
    await expect(ledgerKey(line.line)).rejects.toMatchObject({
      code: 'LEDGER_KEY_MISSING',
      remedy: expect.stringContaining('otpforge ledger key --import'),
    });
    writeFileSync(line.at('other.yaml'), readFileSync(line.line, 'utf8').replace('line.db', 'other.db'));
    await initLedger(line.at('other.yaml'), { simulated: true, ledgerKey: line.at('other.key') });
    await expect(ledgerKey(line.line, { import: line.at('other.key') })).rejects.toMatchObject({
      code: 'LEDGER_KEY_WRONG',
    });
    expect(await ledgerKey(line.line, { import: given })).toMatchObject({ result: 'imported', file: own });
    expect(await ledgerKey(line.line, { import: given })).toMatchObject({ result: 'already' });
    expect(await ledgerKey(line.line)).toMatchObject({ result: 'shown', file: own });
    expect(statSync(own).mode & 0o777).toBe(0o600);
  });

  it('either writes or installs', () =>
    expect(ledgerKey(line.line, { write: 'a', import: 'b' })).rejects.toMatchObject({ code: 'USAGE' }));
});
