import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lineCheck } from '../../src/api/line-check.js';
import { openDatabase } from '../../src/ledger/index.js';
import { migrate } from '../../src/ledger/migrate.js';
import { migrations } from '../../src/ledger/migrations.js';
import { lineText } from '../line/lines.js';
import { inFolder } from '../support/cli.js';

const layout = `format: otpforge.layout/1
fields:
  serial: { type: ascii, offset: 0, length: 16, pad: 0x00, unique: true }
  mac: { type: mac, offset: 16, unique: true }
  eui: { type: eui64, offset: 24, unique: true }
`;
const values = `{
  serial: { sequence: "SN-{n:02}", first: 5 },
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:10:00:0F", step: 2 },
  eui: { derive: mac } }`;

function inProject(given: string, work: (file: string, ledger: string) => Promise<void>) {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'otp.yaml'), layout);
    writeFileSync(join(folder, 'line.yaml'), lineText({ values: given }));
    await work(join(folder, 'line.yaml'), join(folder, 'line.db'));
  });
}

async function makePools(file: string, serial: number, mac: number): Promise<void> {
  const database = await openDatabase({ engine: 'sqlite', file }, { create: true });
  await migrate(database, migrations);
  const insert =
    'INSERT INTO pool (name, period, kind, first, last, step, next) VALUES ($1, $2, $3, $4, $5, $6, $7)';
  await database.transaction(async (tx) => {
    await tx.run(insert, 'controller/serial', '', 'sequence', 5, 99, 1, serial);
    await tx.run(insert, 'macs', '', 'pool', 0, 15, 2, mac);
  });
  await database.close();
}

describe('lineCheck', () => {
  it('shows the first values where there is no ledger, and makes none', () =>
    inProject(values, async (line, ledger) => {
      const document = await lineCheck({ line });
      expect(document).toMatchObject({
        format: 'otpforge.line-check/1',
        bank: 'stm32l4-otp',
        ledger: 'missing',
      });
      expect(document.sources).toEqual([
        {
          field: 'serial',
          kind: 'sequence',
          pool: 'controller/serial',
          next: ['SN-05', 'SN-06', 'SN-07'],
          left: 95,
          size: 95,
        },
        {
          field: 'mac',
          kind: 'pool',
          pool: 'macs',
          next: ['02:00:5E:10:00:00', '02:00:5E:10:00:02', '02:00:5E:10:00:04'],
          left: 8,
          size: 8,
        },
        {
          field: 'eui',
          kind: 'derive',
          next: ['02:00:5E:FF:FE:10:00:00', '02:00:5E:FF:FE:10:00:02', '02:00:5E:FF:FE:10:00:04'],
        },
      ]);
      expect(document.warnings.map(({ code }) => code)).toEqual(['POWER_CUT_COSTS_UNIT']);
      expect(existsSync(ledger)).toBe(false);
    }));

  it('goes on where the ledger is, warns of a pool that is low, and leaves the file as it is', () =>
    inProject(values, async (line, ledger) => {
      await makePools(ledger, 98, 4);
      const before = readFileSync(ledger);
      const { sources, warnings, ledger: read } = await lineCheck({ line });
      expect(read).toBe('read');
      expect(sources.map(({ next, left }) => [next?.[0], next?.length, left])).toEqual([
        ['SN-98', 2, 2],
        ['02:00:5E:10:00:04', 3, 6],
        ['02:00:5E:FF:FE:10:00:04', 3, undefined],
      ]);
      expect(warnings).toContainEqual({
        code: 'POOL_LOW',
        message: 'serial: controller/serial has values for 2 of 95 units left',
      });
      expect(readFileSync(ledger).equals(before)).toBe(true);
    }));

  it('refuses a line that does not fit its layout', () =>
    inProject('{ serial: { sequence: "SN-{n:02}" } }', async (line) => {
      await expect(lineCheck({ line })).rejects.toMatchObject({ code: 'LINE_INVALID', exitCode: 3 });
    }));
});
