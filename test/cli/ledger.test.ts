import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

describe('otpforge ledger', () => {
  it('makes a ledger once, which only stations with its key can use in full', () =>
    inFolder(async (folder) => {
      await copyFile('test/support/line.yaml', join(folder, 'line.yaml'));
      const run = (...args: string[]) => otpforge(['ledger', ...args, '--json'], folder);
      expect((await run('status', 'line.yaml')).exitCode).toBe(9);
      const made = await run('init', 'line.yaml', '--simulated', '--ledger-key', 'line.key');
      const document = JSON.parse(made.stdout);
      expect(document).toMatchObject({
        at: join(folder, 'line.db'),
        medium: 'simulated',
        pools: [],
        open: [],
      });
      const again = await run('init', 'line.yaml');
      expect([again.exitCode, JSON.parse(again.stdout).error.code]).toEqual([9, 'LEDGER_EXISTS']);
      const { key, ...rest } = document;
      expect(JSON.parse((await run('status', 'line.yaml')).stdout)).toEqual(rest);
      const named = await run('status', 'line.yaml', '--ledger-key', 'line.key');
      expect(JSON.parse(named.stdout)).toEqual({ ...rest, key });
    }));
});
