import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLayout } from '../../src/layout/index.js';
import { loadList } from '../../src/ledger/index.js';
import { listState, skipRows } from '../../src/ledger/pools/list.js';
import { adopt } from '../../src/ledger/units/adopt.js';
import { loadLine } from '../../src/line/index.js';
import { rowDraw, rowKey } from '../../src/visit/draw-row.js';
import { type ListCells, listRow } from '../../src/visit/index.js';
import { newValue, valueField } from '../../src/visit/new-value.js';
import { die, product, textIn } from '../ledger/tables-support.js';
import { f4 } from '../support/banks.js';
import type { Bench } from './bench.js';
import { useBenchFolder } from './in-bench.js';

const at = useBenchFolder();

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 8, pad: 0x00, unique: true, when: make }
  rev: { offset: 0x08, type: u16, when: rework }
  mac: { offset: 0x10, type: mac }
  eui: { offset: 0x18, type: eui64, when: rework }
`;
const values = `  serial: { list: acme, column: Serial No }
  rev: { list: acme, column: Rev }
  mac: { list: acme, column: MAC }
  eui: { derive: mac }
`;

const cellsOf = (n: number) => ({
  'Serial No': `A-${n}`,
  Rev: `${n},0`,
  MAC: `02-00-5e-00-00-0${n}`,
  Bench: 'not asked for',
});

async function listing(bench: Bench) {
  const line = await loadLine(join(at.folder, 'line.yaml'));
  const parsed = parseLayout(layout, 'otp.yaml', f4);
  const keeper = { ...bench.ledger, seal: () => expect.unreachable('nothing is secret') };
  const rowOf = (cells: Readonly<Record<string, string>>) =>
    listRow({ line, layout: parsed, keeper }, 'acme', cells, 'units.csv:2');
  const serialOf = (text: string) =>
    newValue(valueField(parsed, 'serial'), text, { source: 'chip', scopes: line, keeper });
  return { rowOf, serialOf };
}

async function open(numbers: readonly number[], sources = values) {
  const bench = await at.open('F4', layout, sources);
  const { rowOf, serialOf } = await listing(bench);
  const load = (some: readonly number[]) =>
    bench.tables.in((tx) =>
      loadList(
        tx,
        'acme',
        some.map((n) => rowOf(cellsOf(n))),
      ),
    );
  expect(await load(numbers)).toBe(numbers.length);
  return { bench, rowOf, serialOf, load };
}

describe('a list', () => {
  it('gives each die one row for all fields, in its order, and no row twice', async () => {
    const { bench, load } = await open([1, 2]);
    const first = await bench.present('a.chip', { stage: 'make' });
    expect(first).toMatchObject({ result: 'verified' });
    const row = { serial: 'A-1', rev: '1', mac: '02-00-5e-00-00-01', eui: '02:00:5E:FF:FE:00:00:01' };
    for (const [field, text] of Object.entries(row)) expect(textIn(first.unit, field)).toBe(text);
    expect(textIn((await bench.present('b.chip', { stage: 'make' })).unit)).toBe('A-2');
    const third = bench.present('c.chip', { stage: 'make' });
    await expect(third).rejects.toMatchObject({ code: 'POOL_EMPTY', details: { pool: 'acme' } });
    // A row that is loaded again is known by its unique cell.
    expect(await load([1, 2, 3])).toBe(1);
    expect(textIn((await bench.present('c.chip', { stage: 'make' })).unit)).toBe('A-3');
  });

  it('gives a later stage the row that the die has', async () => {
    const { bench } = await open([1, 2]);
    await bench.present('a.chip', { stage: 'make' });
    await bench.present('b.chip', { stage: 'make' });
    const later = await bench.present('a.chip', { stage: 'rework' });
    expect(later).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(textIn(later.unit, 'rev')).toBe('1');
    expect(await bench.present('a.chip', { stage: 'rework' })).toMatchObject({ result: 'again' });
  });

  it('passes over a row whose value another unit has by now', async () => {
    const { bench, serialOf } = await open([1, 2]);
    await bench.tables.in((tx) =>
      adopt(tx, { die: die(7), product, stage: '', values: () => [serialOf('A-1')], reason: 'before' }),
    );
    expect(textIn((await bench.present('a.chip', { stage: 'make' })).unit)).toBe('A-2');
    expect(await bench.tables.in((tx) => listState(tx, 'acme'))).toEqual({ rows: 2, free: 0 });
  });

  it('gives an adopted die the row that its value is from, and no other', async () => {
    const { bench, serialOf } = await open([1, 2]);
    const line = await loadLine(join(at.folder, 'line.yaml'));
    const setup = { line, layout: parseLayout(layout, 'otp.yaml', f4) };
    const adoption = { die: die(7), product, stage: 'make', reason: 'before' };
    const drawn = await bench.tables.in(async (tx) => {
      const known = await adopt(tx, { ...adoption, values: () => [serialOf('A-2')] });
      let cells: ListCells = {};
      await rowDraw(
        tx,
        { ...known, stage: 'rework' },
        rowKey(setup, known.values),
      )('acme', (found) => {
        cells = found;
        return [];
      });
      return cells;
    });
    expect(drawn['Serial No']).toBe('A-2');
    expect(textIn((await bench.present('a.chip', { stage: 'make' })).unit)).toBe('A-1');
  });

  it('keeps the rest of its row for an adopted die, and derives from what that has', async () => {
    const { bench } = await open([1, 2]);
    await bench.present('a.chip', { stage: 'make' });
    // As adopt leaves a die at its first stage.
    await bench.tables.in(async (tx) => {
      await tx.run("DELETE FROM value WHERE field IN ('rev', 'eui')");
      await tx.run("UPDATE value SET source = 'chip'");
      await tx.run("UPDATE stage SET state = 'bound', run = NULL, claim = NULL");
      await tx.run('DELETE FROM visit');
      await tx.run('DELETE FROM list_row');
    });
    const { rowOf } = await listing(bench);
    const rows = [1, 2].map((n) => rowOf(cellsOf(n)));
    await bench.tables.in((tx) => loadList(tx, 'acme', rows));
    expect(textIn((await bench.present('b.chip', { stage: 'make' })).unit)).toBe('A-2');
    expect(await bench.present('a.chip', { stage: 'make' })).toMatchObject({ result: 'verified' });
    const later = await bench.present('a.chip', { stage: 'rework' });
    expect(later).toMatchObject({ result: 'verified', unit: { unit: 1 } });
    expect(textIn(later.unit, 'rev')).toBe('1');
    expect(textIn(later.unit, 'eui')).toBe('02:00:5E:FF:FE:00:00:01');
  });

  describe('whose rows are chosen by a scan', () => {
    const byScan = values.replace('Serial No }', 'Serial No, by: scan }');
    const scan = (serial: string) => ({ stage: 'make', scans: new Map([['serial', serial]]) });

    it('gives a die the row with the scanned value, for its later stage too', async () => {
      const { bench } = await open([1, 2, 3], byScan);
      await expect(bench.present('a.chip', { stage: 'make' })).rejects.toMatchObject({
        ...{ code: 'SCAN_NEEDED', details: { field: 'serial' } },
      });
      const burnt = await bench.present('a.chip', scan('A-2'));
      for (const [field, text] of [
        ['serial', 'A-2'],
        ['mac', '02-00-5e-00-00-02'],
      ] as const)
        expect(textIn(burnt.unit, field)).toBe(text);
      // The die has its row: nothing is scanned again.
      const later = await bench.present('a.chip', { stage: 'rework' });
      expect(textIn(later.unit, 'rev')).toBe('2');
    });

    it('refuses a board whose unit has another row than the one scanned', async () => {
      const { bench } = await open([1, 2, 3], byScan);
      await bench.present('a.chip', scan('A-2'));
      const chip = readFileSync(join(at.folder, 'a.chip'));
      for (const stage of ['make', 'rework'])
        await expect(bench.present('a.chip', { ...scan('A-1'), stage })).rejects.toMatchObject({
          ...{ code: 'SCAN_DIFFERS', exitCode: 5, details: { unit: 1, field: 'serial' } },
          message: 'serial: A-1 was scanned, and unit 1 has A-2; nothing was written',
        });
      expect(readFileSync(join(at.folder, 'a.chip'))).toEqual(chip);
      expect(await bench.tables.in((tx) => listState(tx, 'acme'))).toEqual({ rows: 3, free: 2 });
      expect(await bench.present('a.chip', scan('A-2'))).toMatchObject({ result: 'again' });
    });

    it('refuses a row that a unit has, naming it, and one that is not there', async () => {
      const { bench, serialOf } = await open([1, 2, 3], byScan);
      await bench.present('a.chip', scan('A-2'));
      await expect(bench.present('b.chip', scan('A-2'))).rejects.toMatchObject({
        ...{ code: 'IDENTITY_TAKEN', details: { pool: 'acme', row: 2, unit: 1 } },
        message: expect.stringContaining('row 2 of list acme, which has this value, is that of unit 1'),
      });
      await expect(bench.present('b.chip', scan('A-4'))).rejects.toMatchObject({
        ...{ code: 'POOL_EMPTY', message: expect.stringContaining('list acme has no row with this value') },
      });
      await bench.tables.in((tx) =>
        adopt(tx, { die: die(7), product, stage: '', values: () => [serialOf('A-3')], reason: 'before' }),
      );
      await expect(bench.present('b.chip', scan('A-3'))).rejects.toMatchObject({
        ...{ code: 'IDENTITY_TAKEN', message: expect.stringContaining('unit 2') },
      });
      await bench.tables.in((tx) => skipRows(tx, 'acme', 1, 'lost'));
      await expect(bench.present('b.chip', scan('A-1'))).rejects.toThrow('counts as lost since a restore');
    });
  });

  it('takes no row of a die that is refused', async () => {
    const { bench } = await open([1]);
    const refused = await bench.present('a.chip', { stage: 'make', fault: 'rdp=1' }).catch((error) => error);
    expect(refused).toMatchObject({ code: 'UNIT_UNREADABLE' });
    expect(await bench.tables.in((tx) => listState(tx, 'acme'))).toEqual({ rows: 1, free: 1 });
  });
});

describe('a row of a table', () => {
  it('is known by its unique cell, whatever the others are', async () => {
    const { rowOf } = await open([]);
    const row = rowOf(cellsOf(1));
    expect(row.cells).toEqual({ 'Serial No': 'A-1', Rev: '1', MAC: '02-00-5e-00-00-01' });
    expect(rowOf({ ...cellsOf(2), 'Serial No': 'A-1' }).mac).toEqual(row.mac);
    expect(rowOf({ ...cellsOf(1), 'Serial No': 'A-2' }).mac).not.toEqual(row.mac);
  });

  it.each([
    [{ ...cellsOf(1), Rev: '70000' }, 'units.csv:2: column Rev: the value for rev'],
    [{ 'Serial No': 'A-1', Rev: '1' }, 'units.csv:2: column MAC: the value for mac is empty'],
  ])('is refused with a cell that its field does not take: %j', async (cells, message) => {
    const { rowOf } = await open([]);
    expect(() => rowOf(cells)).toThrow(
      expect.objectContaining({ code: 'LAYOUT_VALUE', message: expect.stringContaining(message) }),
    );
  });
});
