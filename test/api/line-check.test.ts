import { createHash, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lineCheck } from '../../src/api/line-check.js';
import { lineCheckText } from '../../src/cli/line-check-text.js';
import { writeIntelHex } from '../../src/image/index.js';
import { openDatabase } from '../../src/ledger/index.js';
import { migrate } from '../../src/ledger/migrate.js';
import { migrations } from '../../src/ledger/migrations.js';
import { lineText } from '../line/lines.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { recipientKey } from '../support/recipient-key.js';

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

const signers = '{ line: { command: [./sign.sh] } }';

function inProject(given: string, work: (file: string, ledger: string) => Promise<void>) {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'otp.yaml'), layout);
    writeFileSync(join(folder, 'keys.pub'), recipientKey);
    writeFileSync(join(folder, 'line.yaml'), lineText({ values: given, signers }));
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

async function loadRows(file: string, list: string, rows: number): Promise<void> {
  const database = await openDatabase({ engine: 'sqlite', file }, { create: true });
  await migrate(database, migrations);
  await database.transaction(async (tx) => {
    for (let n = 1; n <= rows; n += 1)
      await tx.run(
        'INSERT INTO list_row (list, n, mac, cells, unit, generation) VALUES ($1, $2, $3, $4, $5, $6)',
        ...[list, n, Buffer.of(n), '{}', ...(n === 1 ? [7, 1] : [null, null])],
      );
  });
  await database.close();
}

const manyKinds = `format: otpforge.layout/2
fill: 0x00
fields:
  serial: { type: ascii, offset: 0, length: 16, pad: 0x00, unique: true }
  lot: { type: ascii, offset: 16, length: 8 }
  key: { type: bytes, offset: 24, length: 16, secret: true }
  customer: { type: u32, offset: 40, min: 1000, unique: true }
  token: { type: bytes, offset: 48, length: 8 }
  board: { type: uuid, offset: 56 }
  proof: { type: computed, offset: 72, length: 8, by: line, over: [serial] }
`;
const sourcesOfAll = `{
  serial: { sequence: "SN-{n:02}" },
  lot: { scan: "L[0-9]{7}" },
  key: { random: 16, recipient: keys.pub },
  customer: { list: acme },
  token: { hook: [./ask.sh] },
  board: { uuid: v4 } }`;

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

  it('plans the next unit on a blank chip, with samples of what nobody knows, and without secrets', () =>
    inProject(sourcesOfAll, async (line, ledger) => {
      writeFileSync(join(line, '..', 'otp.yaml'), manyKinds);
      await loadRows(ledger, 'acme', 5);
      const document = await lineCheck({ line });
      const { plan, sources, warnings } = document;
      expect(plan).toMatchObject({ refusals: [], medium: 'simulated' });
      const shown = Object.fromEntries(plan?.values.map(({ field, text }) => [field, text]) ?? []);
      expect(shown).toMatchObject({
        ...{ serial: 'SN-01', lot: 'L0000000', key: undefined, customer: '1000 (0x000003E8)' },
        ...{ board: '5a5a5a5a-5a5a-4a5a-9a5a-5a5a5a5a5a5a', token: '5A5A5A5A5A5A5A5A' },
      });
      expect(JSON.stringify(plan)).not.toMatch(/(5a){16}/i);
      expect(plan?.units.every(({ state }) => state === 'burn')).toBe(true);
      const der = createPublicKey(recipientKey).export({ type: 'spki', format: 'der' });
      const recipient = createHash('sha256').update(der).digest('hex');
      expect(sources.find(({ field }) => field === 'key')).toEqual({
        field: 'key',
        kind: 'random',
        recipient,
      });
      expect(lineCheckText(document)).toContain(
        `  key: random\n    for the owner of the key ${recipient}\n  customer:`,
      );
      expect(sources.find(({ field }) => field === 'customer')).toEqual({
        ...{ field: 'customer', kind: 'list', list: 'acme', left: 4, size: 5 },
      });
      expect(warnings.map(({ code }) => code)).toEqual(['POWER_CUT_COSTS_UNIT']);
    }));

  it('warns of a list that is low', () =>
    inProject(sourcesOfAll, async (line) => {
      writeFileSync(join(line, '..', 'otp.yaml'), manyKinds);
      const { warnings } = await lineCheck({ line });
      expect(warnings).toContainEqual({
        code: 'POOL_LOW',
        message: 'customer: acme has values for 0 of 0 units left',
      });
    }));

  it('names a field that no sample fits, and leaves the plan out', () =>
    inProject(
      '{ serial: { scan: "(?=SN)SN.*" }, mac: { pool: m, from: "02:00:5E:10:00:00", to: "02:00:5E:10:00:0F" }, eui: { derive: mac } }',
      async (line) => {
        const { plan, warnings } = await lineCheck({ line });
        expect(plan).toBeUndefined();
        expect(warnings).toContainEqual({
          code: 'NO_SAMPLE',
          message: expect.stringMatching(/^serial: no value was found/),
        });
      },
    ));

  it('shows why the next unit would be refused', () =>
    inProject(values, async (line) => {
      writeFileSync(
        join(line, '..', 'fw.hex'),
        writeIntelHex(imageOf([0x1fff7100, [1, 2, 3, 4, 5, 6, 7, 8]])),
      );
      const text = readFileSync(line, 'utf8');
      writeFileSync(line, `${text}firmware: fw.hex\n`);
      const { plan } = await lineCheck({ line });
      expect(plan?.units.some(({ address }) => address === 0x1fff7100)).toBe(true);
      writeFileSync(line, `${text}firmware: nowhere.hex\n`);
      await expect(lineCheck({ line })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    }));

  it('refuses a line that does not fit its layout', () =>
    inProject('{ serial: { sequence: "SN-{n:02}" } }', async (line) => {
      await expect(lineCheck({ line })).rejects.toMatchObject({ code: 'LINE_INVALID', exitCode: 3 });
    }));
});
