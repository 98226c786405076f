import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const line = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32L476RG
ledger: sqlite:line.db
values:
  serial: { sequence: "SN-{n:06}" }
`;

const layout = `format: otpforge.layout/2
bank: stm32l4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
`;

describe('otpforge ledger with files', () => {
  it('imports a log and writes a report', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'line.yaml'), line);
      await writeFile(join(folder, 'otp.yaml'), layout);
      await writeFile(join(folder, 'log.csv'), 'Serial Number\nSN-000001\n');
      const run = (...args: readonly string[]) => otpforge(['ledger', ...args], folder);
      await run('init', 'line.yaml', '--simulated');
      const read = ['import', 'line.yaml', 'log.csv', '--column', 'serial=Serial Number'];
      const refused = await run(...read);
      expect([refused.exitCode, refused.stderr]).toEqual([
        5,
        expect.stringContaining('log.csv:2: the ledger does not know serial SN-000001'),
      ]);
      await writeFile(join(folder, 'log.csv'), 'Serial Number\n');
      expect((await run(...read)).stdout).toBe('log.csv: 0 rows, 0 units reported, 0 known before\n');
      const report = await run('report', 'line.yaml', '-o', 'report.html');
      expect([report.stdout, report.stderr]).toEqual([
        'report.html: 0 units, 0 verified, 0 failed, 0 scrapped, 0 not finished yet; 0 replaced\n',
        'warning: the ledger has no unit of controller-c, so the report has no row\n',
      ]);
      expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('<!doctype html>');
    }));

  it('exports what is new, backs the ledger up, and restores it where it is gone', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'line.yaml'), line);
      const run = (...args: readonly string[]) => otpforge(['ledger', ...args], folder);
      await run('init', 'line.yaml', '--simulated');
      expect((await run('export', 'line.yaml', '-o', 'rows.jsonl')).stdout).toBe(
        'rows.jsonl: 0 rows added\n',
      );
      expect(await readFile(join(folder, 'rows.jsonl'), 'utf8')).toBe('');
      const backup = await run('backup', 'line.yaml', '-o', 'line.bak');
      expect(backup.stdout).toMatch(
        /^line\.bak: ledger .*, 0 units, 0 events, read back and intact\nSHA-256 /,
      );
      await rm(join(folder, 'line.db'));
      const restore = ['restore', 'line.yaml', 'line.bak', '--reason', 'disk replaced', '--skip'];
      const few = await run(...restore, 'serial=0', '--json');
      expect([few.exitCode, JSON.parse(few.stdout).error]).toEqual([
        2,
        expect.objectContaining({ code: 'LEDGER_SKIP', remedy: expect.stringContaining('=1') }),
      ]);
      expect((await run(...restore, 'serial')).exitCode).toBe(2);
      expect((await run(...restore, 'serial=20', '--skip', 'serial=5')).stderr).toContain('twice');
      expect((await run(...restore, 'serial=20')).stdout).toMatch(
        /is open again\ncontroller-c\/serial: 1 to 20 count as lost\n$/,
      );
      expect((await run('status', 'line.yaml')).stdout).toContain('controller-c/serial: next is 21');
    }));
});
