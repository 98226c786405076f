import { describe, expect, it } from 'vitest';
import { areaOf } from '../../src/burn/index.js';
import { mapText } from '../../src/cli/map-text.js';
import { wrapLines } from '../../src/cli/wrap.js';
import {
  chipView,
  gridOf,
  type MapDocument,
  mapCells,
  mapLocks,
  mapSvg,
  markMaker,
} from '../../src/map/index.js';
import { plain } from '../../src/text/tone.js';
import { f4, l4 } from '../support/banks.js';

function documentOf(bank: typeof f4, bytes = new Uint8Array(bank.otp.size).fill(0xff)): MapDocument {
  const input = { bank, view: chipView(bank, { bytes, ecc: new Map() }, undefined) };
  return {
    format: 'otpforge.map/1',
    result: 'done',
    source: 'chip',
    files: [],
    area: areaOf(bank),
    journal: true,
    cells: mapCells(input),
    locks: mapLocks(input),
    ...(bank.otp.locks && { blockSize: bank.otp.locks.blockSize }),
    fields: [],
    slots: [],
    values: [],
    refusals: [],
    warnings: [],
  };
}

type Unit = typeof l4.otp.writeUnit;

const withUnits = (writeUnit: Unit): typeof l4 => ({ ...l4, otp: { ...l4.otp, writeUnit } });

describe('the grid of a map', () => {
  it.each<[name: string, bank: typeof f4, perRow: number]>([
    ['stm32f4-otp', f4, 32],
    ['stm32l4-otp', l4, 64],
    ['units of 1', withUnits(1), 64],
    ['units of 2', withUnits(2), 64],
    ['units of 4', withUnits(4), 32],
    ['units of 16', withUnits(16), 64],
  ])('fits 80 columns and keeps write units together, %s', (_name, bank, perRow) => {
    const document = documentOf(bank);
    const grid = gridOf(document);
    expect(grid.perRow).toBe(perRow);
    expect(grid.group % bank.otp.writeUnit).toBe(0);
    const rows = plain(mapText(document))
      .split('\n')
      .filter((line) => line.startsWith('0x'));
    expect(rows).toHaveLength(bank.otp.data.size / perRow);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80);
  });

  it('has each byte once, at its place', () => {
    const bytes = new Uint8Array(0x400).fill(0xff);
    bytes.set([1], 0x48);
    const [, second] = gridOf(documentOf(l4, bytes)).rows;
    expect(second?.offset).toBe(0x40);
    expect(second?.cells.map(({ address, length, state }) => [address - l4.otp.base, length, state])).toEqual(
      [
        [0x40, 8, 'blank'],
        [0x48, 8, 'value'],
        [0x50, 48, 'blank'],
      ],
    );
  });

  it('shows a lock beside the first row of its block alone', () => {
    const { locks } = f4.otp;
    const wide = { ...f4, otp: { ...f4.otp, locks: { ...locks!, blockSize: 128, count: 4 }, size: 0x204 } };
    const { rows } = gridOf(documentOf(wide));
    expect(rows.map(({ lock }) => lock?.block)).toEqual([
      0,
      undefined,
      1,
      undefined,
      2,
      undefined,
      3,
      undefined,
    ]);
  });
});

describe('the mark of a cell', () => {
  const cell = { address: 0, length: 1, state: 'value', field: 'f' } as const;
  const mark = markMaker({ cells: [cell] });

  it.each([
    [{ ...cell }, 'f of the first letter', 'a'],
    [{ ...cell, change: 'burn' }, 'what would be burnt', 'A'],
    [{ ...cell, state: 'blank' }, 'blank, of a field', ':'],
    [{ ...cell, state: 'blank', locked: true }, 'blank and locked', '='],
    [{ ...cell, state: 'damaged', change: 'burn' }, 'damaged before all else', '!'],
    [{ ...cell, state: 'unreadable', locked: true }, 'unreadable before all else', '-'],
    [{ ...cell, state: 'suspect', change: 'conflict' }, 'a conflict before suspect', '*'],
    [{ ...cell, change: 'locked' }, 'a unit that its lock forbids', '*'],
    [{ ...cell, change: 'suspect' }, 'a unit that is refused as suspect', '?'],
    [{ ...cell, state: 'suspect', change: 'burn' }, 'suspect, and burnt again', 'A'],
    [{ ...cell, state: 'suspect', change: 'skip' }, 'suspect, and accepted', '?'],
    [{ ...cell, state: 'weak', change: 'damaged' }, 'weak', '~'],
  ] as const)('%j is that of %s', (given, _what, sign) => {
    expect(mark(given).sign).toBe(sign);
  });

  it('is a sign for fields beyond z', () => {
    const cells = Array.from({ length: 27 }, (_, index) => ({ ...cell, address: index, field: `f${index}` }));
    const of = markMaker({ cells });
    expect(cells.map((each) => of(each).sign).join('')).toBe('abcdefghijklmnopqrstuvwxyz#');
  });
});

describe('the picture of a map', () => {
  it('is one square for each byte and each lock', () => {
    const svg = mapSvg(documentOf(f4)).replace(/^[\s\S]*<\/style>/, '');
    const [legend] = [1];
    expect(svg.match(/M\d/g)).toHaveLength(512 + 16 + legend);
  });

  it('lets no text of a file out of its place', () => {
    const hostile = '</text><script>"&]]>\u0000\u202e\ud800';
    const document = documentOf(f4);
    const field = { name: hostile, type: 'utf8', address: f4.otp.base, length: 4, secret: false } as const;
    const svg = mapSvg({
      ...document,
      device: hostile,
      files: [hostile],
      cells: document.cells.map((cell, index) => (index === 0 ? { ...cell, field: hostile } : cell)),
      fields: [{ ...field, state: 'value', text: hostile }],
    });
    expect(svg).not.toContain('<script>');
    for (const character of ['\u0000', '\u202e']) expect(svg).not.toContain(character);
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;&quot;&amp;]]&gt;\\u{0}\\u{202E}\\u{D800}');
  });
});

describe('the text of a map', () => {
  it('fits 80 columns with long names, values and files', () => {
    const document = documentOf(f4);
    const name = 'n'.repeat(40);
    const field = { name, type: 'utf8', address: f4.otp.base, length: 200, secret: false } as const;
    const text = wrapLines(
      plain(
        mapText({
          ...document,
          files: ['f'.repeat(200)],
          fields: [{ ...field, state: 'value', text: 'v'.repeat(200) }],
        }),
      ),
      80,
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
