import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { loadList } from '../../src/ledger/index.js';
import { poolState } from '../../src/ledger/pools/account.js';
import { imageOf } from '../support/images.js';
import { ledgerOf } from '../visit/bench.js';
import {
  type BatchLine,
  contentsOf,
  files,
  firmware,
  layoutText,
  lineText,
  made,
  onBatchLine,
  refuses,
} from './support.js';

const nextSerial = async ({ tables }: BatchLine) =>
  (await tables.in((tx) => poolState(tx, 'controller-c/serial')))?.next;

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

describe('the warnings of a batch', () => {
  const mark = '  mark: { offset: 0x20, type: u64, default: "0xFFFFFFFFFFFFFFFF", allowBlank: true }\n';
  const after = '  last: { offset: 0x28, type: u64, default: 1 }\n';

  it('are those of merge, each once', () =>
    onBatchLine(
      async (line) => {
        line.write(
          'fw.hex',
          Buffer.from(writeIntelHex(firmware)).toString().replace(':00000001FF', ':0001890175'),
        );
        const { warnings } = await line.batch();
        expect(warnings.filter(({ message }) => /all ones|belongs/.test(message))).toEqual([
          { message: expect.stringMatching(/fw\.hex:\d+: .* 0x189, where 0x0 belongs/) },
          {
            message: expect.stringMatching(/^1 unit of 8 bytes .* 0x1FFF7020 \(otp\.yaml:\d+, field mark\)/),
          },
        ]);
        // As the files are read again.
        expect((await line.batch()).warnings).toEqual(warnings);
      },
      { layout: layoutText + mark + after },
    ));
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

  it('takes those rows of a list that it names, and no row twice', () =>
    onBatchLine(
      async (line) => {
        const data = join(line.folder, 'units.csv');
        line.write('units.csv', 'lot\nL0000003\nL0000001\n');
        const rows = [1, 2, 3].map((n) => `L000000${n}`);
        await line.tables.in((tx) =>
          loadList(
            tx,
            'lots',
            rows.map((lot) => ({
              mac: ledgerOf(line.tables).mac('controller-c/lot', Buffer.from(lot)),
              cells: { lot },
            })),
          ),
        );
        await expect(line.batch()).rejects.toEqual(refuses('SCAN_NEEDED', 'lot'));
        await line.batch({ data });
        const lots = (await line.units()).map(
          ({ values }) => values.find(({ field }) => field === 'lot')?.text,
        );
        expect(lots).toEqual(['L0000003', 'L0000001']);
        line.write('units.csv', 'lot\nL0000002\nL0000003\n');
        await expect(line.batch({ data, batch: 'B-2' })).rejects.toEqual(
          refuses('IDENTITY_TAKEN', 'row 3 of list lots', 'unit 1'),
        );
        expect(await line.units('B-2')).toEqual([]);
      },
      { layout: lotLayout, line: `${lineText}  lot: { list: lots, by: scan }\n` },
    ));

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
