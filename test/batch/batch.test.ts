import { createHash } from 'node:crypto';
import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { batchesInClear } from '../../src/ledger/index.js';
import { poolState } from '../../src/ledger/pools/account.js';
import { inClearBatches } from '../../src/ledger/units/in-clear.js';
import { scrap } from '../../src/ledger/units/scrap.js';
import { imageOf } from '../support/images.js';
import { type BatchLine, firmware, layoutText, lineText, onBatchLine } from './support.js';

const files = ['SN-000001.hex', 'SN-000002.hex', 'SN-000003.hex'];
const made = ['B-1.manifest.json', 'B-1_SNList.txt', ...files];
const contentsOf = (line: BatchLine) => line.names().map((name) => [name, line.read(name)]);
const nextSerial = async ({ tables }: BatchLine) =>
  (await tables.in((tx) => poolState(tx, 'controller-c/serial')))?.next;
const refuses = (code: string, ...words: readonly string[]) =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(new RegExp(words.join('.*'))),
  });

describe('batch', () => {
  it('gives out units as files, with a manifest of their hashes', () =>
    onBatchLine(async (line) => {
      const document = await line.batch();
      expect(document).toMatchObject({ count: 3, firstUnit: 1, written: 3, secret: false, batch: 'B-1' });
      expect(line.names()).toEqual(made);
      const manifest = JSON.parse(line.read('B-1.manifest.json'));
      expect(manifest).toMatchObject({ format: 'otpforge.batch/1', product: 'controller-c', count: 3 });
      expect(manifest.files).toEqual(
        files.map((name, row) => ({
          name,
          sha256: createHash('sha256').update(line.read(name)).digest('hex'),
          unit: row + 1,
          values: { mac: `02:00:5E:10:00:0${2 * row}`, serial: `SN-00000${row + 1}` },
        })),
      );
      const units = await line.units();
      expect(units.map(({ row, stages }) => [row, stages[0]?.state])).toEqual([
        [0, 'exported'],
        [1, 'exported'],
        [2, 'exported'],
      ]);
      expect(Object.keys(units[0]?.stages[0]?.fieldMacs ?? {})).toEqual(['serial', 'mac', 'check']);
    }));

  it('finishes the files of the same name, and takes new numbers for a new one', () =>
    onBatchLine(async (line) => {
      await line.batch();
      const first = contentsOf(line);
      for (const name of ['SN-000002.hex', 'B-1.manifest.json', 'B-1_SNList.txt'])
        rmSync(join(line.folder, 'out', name));
      expect(await line.batch()).toMatchObject({ written: 1, firstUnit: 1 });
      expect(contentsOf(line)).toEqual(first);
      expect(await line.batch()).toMatchObject({ written: 0 });
      expect(await nextSerial(line)).toBe(4);
      expect(await line.batch({ batch: 'B-2' })).toMatchObject({ written: 3, firstUnit: 4 });
      expect(line.names()).toContain('SN-000006.hex');
    }));

  it('refuses to finish a batch as another one', () =>
    onBatchLine(async (line) => {
      await line.batch();
      const first = contentsOf(line);
      rmSync(join(line.folder, 'out', 'SN-000002.hex'));
      await expect(line.batch({ count: 4 })).rejects.toEqual(refuses('BATCH_DIFFERS', '3 units', '4'));
      await expect(line.batch({ dataOnly: true })).rejects.toEqual(refuses('BATCH_DIFFERS', 'firmware'));
      const output = join(line.folder, 'out', 'x-{serial}.hex');
      await expect(line.batch({ output })).rejects.toEqual(refuses('BATCH_DIFFERS', 'has its files at'));
      line.write('fw.hex', writeIntelHex(imageOf([0x08000000, [1, 2, 3]])));
      await expect(line.batch()).rejects.toEqual(refuses('BATCH_DIFFERS', 'another firmware'));
      line.write('fw.hex', writeIntelHex(firmware));
      line.write('otp.yaml', layoutText.replace('fill: 0x00', 'fill: 0x55'));
      await expect(line.batch()).rejects.toEqual(refuses('BATCH_DIFFERS', 'layout'));
      line.write('otp.yaml', layoutText);
      expect(line.names()).toEqual(made.filter((name) => name !== 'SN-000002.hex'));
      await line.batch();
      expect(contentsOf(line)).toEqual(first);
    }));

  it('leaves a file alone that is not the one of its unit, and writes no manifest', () =>
    onBatchLine(async (line) => {
      await line.batch();
      const manifest = line.read('B-1.manifest.json');
      rmSync(join(line.folder, 'out', 'B-1.manifest.json'));
      writeFileSync(join(line.folder, 'out', 'SN-000003.hex'), ':00000001FF\n');
      await expect(line.batch()).rejects.toEqual(refuses('BATCH_FILE_DIFFERS', 'SN-000003.hex'));
      expect(line.read('SN-000003.hex')).toBe(':00000001FF\n');
      expect(line.names()).not.toContain('B-1.manifest.json');
      rmSync(join(line.folder, 'out', 'SN-000003.hex'));
      await line.batch();
      expect(line.read('B-1.manifest.json')).toBe(manifest);
      writeFileSync(join(line.folder, 'out', 'B-1.manifest.json'), '{}');
      await expect(line.batch()).rejects.toEqual(refuses('BATCH_FILE_DIFFERS', 'manifest'));
    }));

  it('gives out no value where two units would have one file, or a file is there', () =>
    onBatchLine(async (line) => {
      const output = join(line.folder, 'out', 'unit.hex');
      await expect(line.batch({ output })).rejects.toEqual(refuses('BATCH_NAMES', 'units 1 and 2'));
      writeFileSync(join(line.folder, 'out', 'sn-000002.hex'), '');
      await expect(line.batch()).rejects.toEqual(refuses('FILE_EXISTS', 'SN-000002.hex'));
      expect(line.names()).toEqual(['sn-000002.hex']);
      expect([await line.units(), await nextSerial(line)]).toEqual([[], undefined]);
      const byRow = join(line.folder, 'out', '{mac}_{row}.hex');
      await line.batch({ output: byRow });
      expect(line.names()).toContain('02-00-5E-10-00-04_3.hex');
    }));

  it.each(['B-1.manifest.json', 'b-1_snlist.txt'])('gives out no value where a file %s is there', (name) =>
    onBatchLine(async (line) => {
      writeFileSync(join(line.folder, 'out', name), '');
      await expect(line.batch()).rejects.toEqual(refuses('FILE_EXISTS', 'no value was given out'));
      expect(line.names()).toEqual([name]);
      expect([await line.units(), await nextSerial(line)]).toEqual([[], undefined]);
    }),
  );

  it('takes no more units than the order has', () =>
    onBatchLine(
      async (line) => {
        await expect(line.batch()).rejects.toMatchObject({ code: 'ORDER_FULL' });
        expect(line.names()).toEqual([]);
        expect(await line.batch({ count: 2 })).toMatchObject({ written: 2 });
      },
      { line: `${lineText}order: { number: WO-1, quantity: 2 }\n` },
    ));

  it('writes J-Flash’s list where all units have the same whole write units', () =>
    onBatchLine(async (line) => {
      const { list } = await line.batch({ dataOnly: true });
      expect(list).toMatchObject({ address: 0x1fff7000, length: 32 });
      const lines = line.read('B-1_SNList.txt').split('\n');
      expect(lines).toHaveLength(4);
      const text = line.read('SN-000002.hex').split('\n');
      const data = text.filter((row) => /^:10/.test(row)).map((row) => row.slice(9, -2));
      expect(lines[1]).toBe(data.join(''));
    }));

  it('has no list where a unit is not whole', () =>
    onBatchLine(
      async (line) => {
        const { list, warnings } = await line.batch();
        expect(list).toBeUndefined();
        expect(line.names()).not.toContain('B-1_SNList.txt');
        expect(warnings.map(({ message }) => message).join()).toMatch(/is not whole/);
      },
      { layout: layoutText.replace('fill: 0x00\n', '') },
    ));
});

const secretLayout = `${layoutText}  key: { offset: 0x20, type: bytes, length: 16, secret: true }\n`;
const secretLine = `${lineText}  key: { random: 16, recipient: keys.pub }\n`;

describe('a batch with secrets', () => {
  it('is for its owner alone, and the ledger lists its files', () =>
    onBatchLine(
      async (line) => {
        await line.batch();
        const modes = line.names().map((name) => statSync(join(line.folder, 'out', name)).mode & 0o777);
        expect(modes).toEqual(made.map(() => 0o600));
        const [batch] = await line.tables.in((tx) => batchesInClear(tx));
        expect(batch).toMatchObject({
          ...{ batch: 'B-1', count: 3, first: 1 },
          files: { folder: join(line.folder, 'out'), names: '{serial}.hex', secret: true },
        });
        const [shown] = await line.tables.in((tx) => inClearBatches(tx));
        expect(shown).toMatchObject({
          ...{ batch: 'B-1', units: 3, unseen: 3, fields: ['key'] },
          files: `${join(line.folder, 'out')}/{serial}.hex`,
        });
        // The key is in the file, and in nothing else.
        const key = line.read('B-1_SNList.txt').split('\n')[0]?.slice(64);
        expect(key).toMatch(/^[0-9A-F]{32}$/);
        expect(JSON.stringify(line.tables.events).toUpperCase()).not.toContain(key);
        expect(line.read('B-1.manifest.json').toUpperCase()).not.toContain(key);
        const first = contentsOf(line);
        rmSync(join(line.folder, 'out', 'SN-000001.hex'));
        const open = ['SN-000002.hex', 'B-1_SNList.txt', 'B-1.manifest.json'];
        for (const name of open) chmodSync(join(line.folder, 'out', name), 0o644);
        await line.batch();
        expect(contentsOf(line)).toEqual(first);
        for (const name of open) expect(statSync(join(line.folder, 'out', name)).mode & 0o777).toBe(0o600);
      },
      { layout: secretLayout, line: secretLine },
    ));

  it('is listed also where the layout has the secret', () =>
    onBatchLine(
      async (line) => {
        expect(await line.batch()).toMatchObject({ secret: true });
        await line.batch({ batch: 'B-2', count: 1 });
        expect(await line.tables.in((tx) => inClearBatches(tx))).toEqual([
          {
            ...{ product: 'controller-c', batch: 'B-1', units: 3, unseen: 3, fields: [] },
            files: `${join(line.folder, 'out')}/{serial}.hex`,
          },
          expect.objectContaining({ batch: 'B-2', units: 1 }),
        ]);
      },
      { layout: secretLayout.replace('secret: true', `secret: true, const: "${'5a'.repeat(16)}"`) },
    ));

  it('makes no file again whose secret the ledger has wiped', () =>
    onBatchLine(
      async (line) => {
        await line.batch();
        await line.tables.in((tx) => scrap(tx, 2, 'lost'));
        await expect(line.batch()).rejects.toEqual(refuses('SECRET_WIPED', 'unit 2'));
      },
      { layout: secretLayout, line: secretLine },
    ));

  it('is finished without units whose secrets the ledger has wiped', () =>
    onBatchLine(
      async (line) => {
        await line.batch();
        const path = (name: string) => join(line.folder, 'out', name);
        const [third, list] = [line.read('SN-000003.hex'), line.read('B-1_SNList.txt').split('\n')];
        for (const name of ['B-1.manifest.json', 'B-1_SNList.txt', 'SN-000003.hex']) rmSync(path(name));
        for (const unit of [1, 2]) await line.tables.in((tx) => scrap(tx, unit, 'lost'));
        line.write('otp.yaml', secretLayout.replace('pad: 0x00', 'pad: 0x20'));
        await expect(line.batch()).rejects.toEqual(refuses('BATCH_DIFFERS', 'of unit 3'));
        expect(line.names()).toEqual(['SN-000001.hex', 'SN-000002.hex']);
        line.write('otp.yaml', secretLayout);
        const { written, warnings } = await line.batch();
        expect([written, warnings.at(-1)?.message]).toEqual([
          1,
          expect.stringMatching(/^2 units left.*: 1, 2\./),
        ]);
        expect(line.read('SN-000003.hex')).toBe(third);
        expect(line.read('B-1_SNList.txt').split('\n')).toEqual(list.slice(2));
        expect(JSON.parse(line.read('B-1.manifest.json'))).toMatchObject({
          ...{ count: 3, files: [{ name: 'SN-000003.hex', unit: 3 }] },
          leftOut: [
            { unit: 1, values: { serial: 'SN-000001' } },
            { unit: 2, values: { serial: 'SN-000002' } },
          ],
        });
      },
      { layout: secretLayout, line: secretLine },
    ));

  it('has no place among those that are listed without any', () =>
    onBatchLine(async (line) => {
      await line.batch();
      expect(await line.tables.in((tx) => batchesInClear(tx))).toEqual([]);
    }));
});

const lotLayout = `${layoutText}  lot: { offset: 0x20, type: ascii, length: 8, unique: true }\n`;
const lotLine = `${lineText}  lot: { scan: "L[0-9]{7}" }\n`;

describe('a batch of a table', () => {
  const onTable = (work: (line: BatchLine, data: string) => Promise<void>) =>
    onBatchLine((line) => work(line, join(line.folder, 'units.csv')), { layout: lotLayout, line: lotLine });

  it('has a unit for each row, and stays with its table', () =>
    onTable(async (line, data) => {
      line.write('units.csv', 'lot\nL0000001\nL0000002\n');
      await line.batch({ data });
      const lots = (await line.units()).map(
        ({ values }) => values.find(({ field }) => field === 'lot')?.text,
      );
      expect(lots).toEqual(['L0000001', 'L0000002']);
      expect(await line.batch({ data })).toMatchObject({ written: 0 });
      line.write('units.csv', 'lot\nL0000002\nL0000001\n');
      await expect(line.batch({ data })).rejects.toEqual(refuses('BATCH_DIFFERS', 'another table'));
    }));

  it('is refused for a faulty table before a value is given out', () =>
    onTable(async (line, data) => {
      const refused = async (table: string, code: string, ...words: readonly string[]) => {
        line.write('units.csv', table);
        await expect(line.batch({ data })).rejects.toEqual(refuses(code, ...words));
      };
      await refused('lot\nL1\n', 'UNIT_DATA_TABLE', 'row 1, column lot', 'does not fit');
      await refused('lot,mac\nL0000001,1\n', 'UNIT_DATA_INVALID', 'column mac', 'from a pool');
      await refused('lot\n', 'UNIT_DATA_INVALID', 'no rows');
      await refused('lot\nL0000001\nL0000001\n', 'UNIT_DATA_DUPLICATE', 'rows 1 and 2');
      await expect(line.batch()).rejects.toEqual(refuses('SCAN_NEEDED', 'lot'));
      expect([await line.units(), line.names()]).toEqual([[], []]);
    }));
});

describe('what no file can hold before there is a die', () => {
  const refused = (field: string, value: string | undefined, ...words: readonly string[]) =>
    onBatchLine(
      async (line) => {
        await expect(line.batch()).rejects.toEqual(refuses('EXPORT_REFUSED', ...words));
        expect(line.names()).toEqual([]);
      },
      { layout: layoutText + field, line: lineText + (value ?? '') },
    );

  it('is refused: a unique ID, and what is computed over it', async () => {
    await refused('  die: { offset: 0x20, type: uid }\n', undefined, 'die depends on the unique ID');
    const check = '  bound: { offset: 0x20, type: crc, algorithm: crc32, over: [serial, "@uid"] }\n';
    await refused(check, undefined, 'bound depends on the unique ID');
  });

  it('is refused: the answer of a program', () =>
    refused(
      '  token: { offset: 0x20, type: bytes, length: 8 }\n',
      '  token: { hook: [./ask.sh] }\n',
      'token is asked of a program',
    ));
});
