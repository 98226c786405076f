import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLine, withLine } from '../../src/api/open-line.js';

describe('openLine', () => {
  let folder = '';
  let file = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-line-'));
    file = join(folder, 'line.yaml');
    writeFileSync(
      file,
      [
        'format: otpforge.line/1',
        'product: controller-c',
        'layout: otp.yaml',
        'device: STM32L476RG',
        'ledger: sqlite:line.db',
        'values: { serial: { sequence: "SN-{n:06}" } }',
      ].join('\n'),
    );
    vi.stubEnv('OTPFORGE_STATE_DIR', join(folder, 'state'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens the ledger beside the line, as the station of the state folder', async () => {
    const { id, product } = await withLine(file, { create: true }, async ({ line, ledger }) => ({
      id: ledger.id,
      product: line.product,
    }));
    expect(product).toBe('controller-c');
    const { ledger } = await openLine(file);
    expect([ledger.id, ledger.address]).toEqual([id, { engine: 'sqlite', file: join(folder, 'line.db') }]);
    expect(ledger.station.folder).toBe(join(folder, 'state'));
    expect(ledger.key().fingerprint).toMatch(/^[0-9a-f]{64}$/);
    await ledger.close();
  });

  it('takes the key from the file that is named', async () => {
    const ledgerKey = join(folder, 'line.key');
    await withLine(file, { create: true, ledgerKey }, async ({ ledger }) => ledger.key());
    await withLine(file, {}, async ({ ledger }) => {
      expect(() => ledger.key()).toThrow(expect.objectContaining({ code: 'LEDGER_KEY_MISSING' }));
    });
    await withLine(file, { ledgerKey }, async ({ ledger }) => ledger.key());
  });

  it('closes the ledger when the work fails', async () => {
    let opened: Awaited<ReturnType<typeof openLine>> | undefined;
    const failing = withLine(file, { create: true }, async (line) => {
      opened = line;
      throw new Error('the work failed');
    });
    await expect(failing).rejects.toThrow('the work failed');
    await expect(opened?.ledger.transaction(async () => undefined)).rejects.toThrow();
  });

  it('makes no ledger unless asked to, and first says how to put one back', async () => {
    await expect(openLine(file)).rejects.toMatchObject({
      code: 'LEDGER_MISSING',
      remedy: expect.stringMatching(/ledger restore.*ledger init/),
    });
  });

  it('makes no second ledger where this station had one that is lost', async () => {
    const id = await withLine(file, { create: true }, async ({ ledger }) => ledger.id);
    for (const name of readdirSync(folder)) if (name.startsWith('line.db')) rmSync(join(folder, name));
    const memory = join(folder, 'state', 'ledgers', `${id}.json`);
    await expect(openLine(file, { create: true })).rejects.toMatchObject({
      ...{ code: 'LEDGER_EXISTS', exitCode: 9, details: { ledger: id, file: memory } },
      message: expect.stringContaining(`has used the ledger ${id} there`),
      remedy: expect.stringMatching(/ledger restore.*move .* away/),
    });
    expect(existsSync(join(folder, 'line.db'))).toBe(false);
    renameSync(memory, `${memory}.old`);
    await withLine(file, { create: true }, async ({ ledger }) => expect(ledger.id).not.toBe(id));
  });
});
