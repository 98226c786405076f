import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importLedgerLog, type LedgerImportOptions } from '../../src/api/ledger-import.js';
import { findUnits, unitByNumber } from '../../src/ledger/index.js';
import { scrap } from '../../src/ledger/units/scrap.js';
import { die } from '../ledger/tables-support.js';
import { ledgerInFolder, serialText } from './ledger-bench.js';

const sn = serialText;

describe('importLedgerLog', () => {
  const bench = ledgerInFolder();
  const load = (text: string, options: Partial<LedgerImportOptions> = {}) => {
    writeFileSync(bench.path('log.csv'), text);
    return importLedgerLog(bench.file(), {
      log: bench.path('log.csv'),
      ledgerKey: bench.ledgerKey(),
      ...options,
    });
  };
  const unit = (n: number) => bench.inLedger((ledger) => ledger.transaction((tx) => unitByNumber(tx, n)));
  const states = async (...units: readonly number[]) => {
    const found: unknown[] = [];
    for (const n of units) found.push((await unit(n))?.stages[0]?.state);
    return found;
  };

  it('reports units of a batch, and verifies none', async () => {
    await bench.exportBatch('nov', 3);
    const log = `time,serial,UID,Result\n1,${sn(1)},${die(1).uid},PASS\n2,${sn(2)},,FAIL\n3,${sn(2)},,pass\n`;
    expect(await load(log, { batch: 'nov' })).toMatchObject({ rows: 3, reported: 2, known: 0, failed: 1 });
    expect(await states(1, 2, 3)).toEqual(['reported', 'reported', 'exported']);
    expect(await unit(1)).toMatchObject({ die: die(1), stages: [{ reason: 'log.csv:2' }] });
    expect(await load(log)).toMatchObject({ reported: 0, known: 2, failed: 1 });
    expect(await states(1, 2, 3)).toEqual(['reported', 'reported', 'exported']);
  });

  it('changes nothing where it only checks', async () => {
    await bench.exportBatch('nov', 1);
    expect(await load(`serial\n${sn(1)}\n`, { check: true })).toMatchObject({ reported: 1, check: true });
    expect(await states(1)).toEqual(['exported']);
  });

  it('takes other columns and words of the log, and any spelling of a value', async () => {
    await bench.exportBatch('nov', 2);
    const log = 'Programmer 3\nAddress;Status\n02-00-5e-10-00-02;Y\n';
    await load(log, { columns: { mac: 'Address', result: 'Status' }, headerLine: 2, pass: ['y'] });
    expect(await states(1, 2)).toEqual(['exported', 'reported']);
  });

  it.each([
    ['an unknown serial', `serial\n${sn(1)}\n${sn(9)}\n`, 3, 'the ledger does not know serial SN-000009'],
    ['a text that is no value', `mac\nnot a mac\n`, 2, 'the ledger does not know mac'],
    ['a serial twice', `serial\n${sn(1)}\n${sn(2)}\n${sn(1)}\n`, 4, 'line 2 has unit 1 already'],
    ['values of two units', `serial,mac\n${sn(1)},02:00:5E:10:00:02\n`, 2, 'unit 1 and unit 2'],
    ['a UID twice', `serial,uid\n${sn(1)},${die(7).uid}\n${sn(2)},${die(7).uid}\n`, 3, 'line 2 has UID'],
    ['a UID that is none', `serial,uid\n${sn(1)},7\n`, 2, '"7" is not a unique ID'],
    ['a UID of another unit', `serial,uid\n${sn(1)},${die(40).uid}\n`, 2, 'is unit 4, not unit 1'],
    ['a unit that was not exported', `serial\n${sn(4)}\n`, 2, 'unit 4 is reserved: it was not exported'],
    ['a UID of one byte', `serial,uid\n${sn(1)},${'F'.repeat(24)}\n`, 2, 'no die has the unique ID FFFF'],
    ['a unit that a visit burnt', `serial\n${sn(5)}\n`, 2, 'unit 5 was never in a batch'],
    ['a scrapped unit', `serial\n${sn(3)}\n`, 2, 'unit 3 is scrapped'],
    ['a word that nobody knows', `serial,result\n${sn(1)},perhaps\n`, 2, '"perhaps" is a good result'],
    ['a row without a value', `serial,mac,uid\n,,${die(1).uid}\n`, 2, 'it has no value of a unique field'],
  ])('refuses a log with %s, with all its rows', async (_what, log, line, why) => {
    await bench.exportBatch('nov', 3);
    await bench.reserve(40);
    await bench.verify(50);
    await bench.inLedger((ledger) => ledger.transaction((tx) => scrap(tx, 3, 'dropped')));
    await expect(load(log)).rejects.toMatchObject({
      code: 'LOG_REFUSED',
      details: { lines: [line], count: 1 },
      message: expect.stringMatching(`log.csv:${line}: .*${why.replaceAll(/[.?()]/g, '.')}`),
    });
    expect(await states(1, 2)).toEqual(['exported', 'exported']);
  });

  it('refuses units of another batch, and chips that have another UID', async () => {
    await bench.exportBatch('nov', 1);
    await bench.exportBatch('dec', 1);
    await expect(load(`serial\n${sn(2)}\n`, { batch: 'nov' })).rejects.toThrow('unit 2 is of batch dec');
    await load(`serial,uid\n${sn(1)},${die(1).uid}\n`);
    await expect(load(`serial,uid\n${sn(1)},${die(2).uid}\n`)).rejects.toThrow(
      `has UID ${die(1).uid} already`,
    );
  });

  it('gives a die to a unit that was reported without one', async () => {
    await bench.exportBatch('nov', 1);
    await load(`serial\n${sn(1)}\n`);
    await load(`serial,uid\n${sn(1)},0x${die(5).uid.toLowerCase()}\n`);
    const found = await bench.inLedger((ledger) => ledger.transaction((tx) => findUnits(tx, die(5).uid)));
    expect(found).toMatchObject([{ unit: 1, stages: [{ state: 'reported' }] }]);
  });

  it('names rows of a unit that another row reported, unless they are of one die', async () => {
    await bench.exportBatch('nov', 2);
    const log = `serial,uid\n${sn(1)},${die(1).uid}\n${sn(2)},\n`;
    expect(await load(log)).toMatchObject({ reported: 2, again: [] });
    expect(await load(log)).toMatchObject({ known: 2, again: [] });
    const other = `serial,uid\n${sn(2)},${die(2).uid}\n${sn(1)},${die(1).uid}\n`;
    expect(await load(other)).toMatchObject({
      known: 2,
      again: [{ line: 2, unit: 2, source: 'log.csv:3' }],
    });
    writeFileSync(bench.path('other.csv'), `serial\n${sn(1)}\n`);
    expect(await load('', { log: bench.path('other.csv') })).toMatchObject({
      known: 1,
      again: [{ line: 2, unit: 1, source: 'log.csv:2' }],
    });
  });

  it('names the columns when none has a unique field', async () => {
    await expect(load('lot,number\na,1\n')).rejects.toMatchObject({
      code: 'UNIT_DATA_INVALID',
      message: expect.stringContaining('it has lot, number'),
    });
  });
});
