import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LedgerLoadOptions, loadLedgerRows } from '../../src/api/ledger-load.js';
import { listState, oweRows } from '../../src/ledger/index.js';
import { adopt } from '../../src/ledger/units/adopt.js';
import { die } from '../ledger/tables-support.js';
import { ledgerInFolder } from './ledger-bench.js';

describe('loadLedgerRows', () => {
  const bench = ledgerInFolder();
  const load = (text: string, options: Partial<LedgerLoadOptions> = {}) => {
    writeFileSync(bench.path('units.csv'), text);
    return loadLedgerRows(bench.file(), {
      csv: bench.path('units.csv'),
      ledgerKey: bench.ledgerKey(),
      ...options,
    });
  };
  const state = () => bench.inLedger((ledger) => ledger.transaction((tx) => listState(tx, 'acme')));
  const table = (...rows: readonly string[]) => ['Customer No,Lot', ...rows, ''].join('\n');

  it('loads each row once', async () => {
    const two = table('C-1,L1', 'C-2,L1');
    expect(await load(two)).toMatchObject({ list: 'acme', rows: 2, added: 2, known: 0, taken: [], free: 2 });
    expect(await load(two)).toMatchObject({ rows: 2, added: 0, known: 2, free: 2 });
    expect(await load(table('C-2,L1', 'C-3,L9'))).toMatchObject({ added: 1, known: 1, free: 3 });
  });

  it('says what would be added, and changes nothing, where it is asked to', async () => {
    const two = table('C-1,L1', 'C-2,L1');
    await load(table('C-1,L1'));
    const { check, ...would } = await load(two, { check: true });
    expect(check).toBe(true);
    expect(would).toMatchObject({ rows: 2, added: 1, known: 1, taken: [], free: 2 });
    expect(await state()).toEqual({ rows: 1, free: 1 });
    await bench.inLedger((ledger) => ledger.transaction((tx) => oweRows(tx, 'acme', 1)));
    const owing = await load(two, { check: true });
    expect(owing).toMatchObject({ added: 0, lost: 1, free: 1 });
    expect({ ...(await load(two)), check: true }).toEqual(owing);
    expect(await state()).toEqual({ rows: 2, free: 1 });
  });

  it('loads a corrected table into a list of another name', async () => {
    await load(table('C-1,WRONG', 'C-2,WRONG'));
    const text = readFileSync(bench.file(), 'utf8').replaceAll('list: acme', 'list: acme-2');
    writeFileSync(bench.file(), text);
    expect(await load(table('C-1,L1', 'C-2,L1'))).toMatchObject({ list: 'acme-2', added: 2, free: 2 });
    expect(await state()).toEqual({ rows: 2, free: 2 });
  });

  it('reads the columns of another system', async () => {
    const text = 'of the ERP\nNo;Charge;Remark\nC-1;L1;x\n';
    const columns = { customer: 'No', lot: 'Charge' };
    await load(text, { columns, headerLine: 2, ignoreColumns: ['Remark'] });
    expect(await state()).toEqual({ rows: 1, free: 1 });
    await expect(load(text, { columns, headerLine: 2 })).rejects.toMatchObject({
      code: 'UNIT_DATA_INVALID',
      message: expect.stringContaining('column Remark'),
    });
  });

  it.each([
    ['a value that does not fit', 'C-1234567,L1', /units\.csv:3: column Customer No: the value for customer/],
    ['a missing value', 'C-2,', /units\.csv:3: column Lot: the value for lot is empty/],
    ['a repeated value', 'C-1,L2', /units\.csv:3: line 2 has the same value/],
  ])('stores no row of a table with %s', async (_what, row, message) => {
    await expect(load(table('C-1,L1', row))).rejects.toMatchObject({
      code: 'UNIT_DATA_TABLE',
      message: expect.stringMatching(message),
    });
    expect(await state()).toEqual({ rows: 0, free: 0 });
  });

  it('keeps a row whose value a unit has from elsewhere for that unit, and names it', async () => {
    await bench.inLedger((ledger) => {
      const [scope, canonical] = ['controller-c/customer', Buffer.from('C-2\0\0\0\0\0')];
      const mac = ledger.key().mac(scope, canonical);
      const value = {
        field: 'customer',
        source: 'chip',
        unique: true,
        scope,
        mac,
        canonical,
        text: 'C-2',
      } as const;
      const adoption = {
        die: die(1),
        product: 'controller-c',
        stage: '',
        values: () => [value],
        reason: 'a sample',
      };
      return ledger.transaction((tx) => adopt(tx, adoption));
    });
    expect(await load(table('C-1,L1', 'C-2,L1'))).toMatchObject({
      ...{ rows: 2, added: 1, known: 0, free: 1 },
      taken: [{ line: 3, unit: 1 }],
    });
    const rows = await bench.inLedger((ledger) =>
      ledger.transaction((tx) => tx.all('SELECT n, unit, cells FROM list_row ORDER BY n')),
    );
    expect(rows).toMatchObject([
      { n: 1, unit: null },
      { n: 2, unit: 1, cells: expect.stringContaining('C-2') },
    ]);
    expect(await load(table('C-1,L1', 'C-2,L1'))).toMatchObject({ added: 0, known: 2, taken: [], free: 1 });
  });

  it('names the lists of the line', async () => {
    await expect(load(table(), { list: 'other' })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('the line has the lists acme, and none is called other'),
    });
  });
});
