import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/ledger/open-database.js';
import { inFolder, otpforge } from '../support/cli.js';

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
`;
const line = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
timezone: UTC
ledger: sqlite:line.db
values: { serial: { sequence: "SN-{n:06}" } }
`;

describe('otpforge ledger', () => {
  it('shows units in 80 columns, takes decisions with a reason, and proves its account', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.yaml'), layout);
      await writeFile(join(folder, 'line.yaml'), line);
      const run = (...args: string[]) => otpforge(['ledger', ...args], folder);
      await run('init', 'line.yaml', '--simulated');
      for (const chip of ['a', 'b']) {
        const probe = `sim:STM32L476RG,file=${chip}.chip`;
        expect((await otpforge(['unit', 'line.yaml', '--probe', probe, '--yes'], folder)).exitCode).toBe(0);
      }
      const silent = await run('scrap', 'line.yaml', 'SN-000001');
      expect([silent.exitCode, silent.stderr]).toEqual([2, expect.stringContaining('--reason')]);
      const scrapped = await run('scrap', 'line.yaml', 'SN-000001', '--reason', 'fell');
      expect([scrapped.exitCode, scrapped.stdout]).toEqual([
        0,
        expect.stringMatching(/^scrapped: fell\nunit 1 of/),
      ]);
      const released = await run('release', 'line.yaml', 'SN-000002', '--reason', 'x', '--json');
      expect([released.exitCode, JSON.parse(released.stdout).error.code]).toEqual([5, 'LEDGER_STATE']);
      const replacing = ['SN-000002', '--replaces', 'SN-000001', '--reason', 'fell'];
      expect((await run('replace', 'line.yaml', ...replacing)).exitCode).toBe(0);
      const shown = (await run('show', 'line.yaml', 'SN-000001')).stdout.split('\n');
      expect(shown.slice(0, 3)).toEqual([
        expect.stringMatching(/^unit 1 of controller-c, die [0-9A-F]{24}$/),
        '  scrapped; fell',
        '  serial  SN-000001  sequence',
      ]);
      for (const text of ['  replaced by unit 2', 'visits (UTC)', 'events (UTC)'])
        expect(shown).toContain(text);
      for (const text of shown) expect(text.length, text).toBeLessThanOrEqual(80);
      const account = await run('verify', 'line.yaml');
      expect([account.exitCode, account.stdout]).toEqual([
        0,
        expect.stringContaining('every number is accounted for'),
      ]);
      const database = await openDatabase({ engine: 'sqlite', file: join(folder, 'line.db') });
      await database.transaction((tx) => tx.run('DELETE FROM number WHERE n = 1'));
      await database.close();
      const gap = await run('verify', 'line.yaml');
      expect([gap.exitCode, gap.stdout]).toEqual([
        9,
        expect.stringContaining('controller-c/serial: nobody can account for number 1\nDAMAGED'),
      ]);
    }));
});
