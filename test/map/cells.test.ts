import { describe, expect, it } from 'vitest';
import { planUnits, unitDocument } from '../../src/burn/index.js';
import {
  chipView,
  imageView,
  type MapInput,
  mapCells,
  mapLocks,
  unreadableView,
} from '../../src/map/index.js';
import { secretsOf } from '../../src/secrets/index.js';
import { layoutOf } from '../layout/banks.js';
import { f4, l4 } from '../support/banks.js';
import { contents, imageOf } from '../support/images.js';
import { fc } from '../support/property.js';

const F4 = f4.otp.base;
const L4 = l4.otp.base;
const noEcc = new Map<number, never>();

const stateAt = (cells: ReturnType<typeof mapCells>, address: number) =>
  cells.find((cell) => address >= cell.address && address < cell.address + cell.length)?.state;

describe('the cells of a map', () => {
  it('cover the whole bank once, apart from its lock bytes', () => {
    const input = {
      bank: f4,
      view: chipView(f4, { bytes: contents(0x210, [3, [1]]), ecc: noEcc }, undefined),
    };
    const cells = mapCells(input);
    let next = F4;
    for (const { address, length } of cells) {
      expect(address).toBe(next);
      next = address + length;
    }
    expect(next).toBe(F4 + 0x200);
    expect(mapLocks(input).map(({ address }) => address)).toEqual(
      Array.from({ length: 16 }, (_, block) => F4 + 0x200 + block),
    );
  });

  it('say which field each byte of a write unit belongs to', () => {
    const layout = layoutOf(
      l4,
      'fill: 0x00\nfields:\n  a: { offset: 0, type: u32 }\n  b: { offset: 4, type: u16 }\n',
    );
    const view = chipView(
      l4,
      { bytes: contents(0x400, [0, [1, 0, 0, 0, 2, 0, 0, 0]]), ecc: noEcc },
      undefined,
    );
    expect(mapCells({ bank: l4, view, layout }).slice(0, 4)).toEqual([
      { address: L4, length: 4, state: 'value', field: 'a' },
      { address: L4 + 4, length: 2, state: 'value', field: 'b' },
      { address: L4 + 6, length: 2, state: 'value' },
      { address: L4 + 8, length: 0x3f8, state: 'blank' },
    ]);
  });

  it('never show a damaged unit as blank or programmed, whatever its bytes', () => {
    for (const byte of [0x00, 0xff]) {
      const bytes = contents(0x400, [8, Array(8).fill(byte)]);
      const view = chipView(l4, { bytes, ecc: new Map([[L4 + 8, 'damaged']]) }, undefined);
      const cells = mapCells({ bank: l4, view });
      expect([L4 + 7, L4 + 8, L4 + 15, L4 + 16].map((at) => stateAt(cells, at))).toEqual([
        'blank',
        'damaged',
        'damaged',
        'blank',
      ]);
    }
  });

  it('show a weak unit as weak', () => {
    const view = chipView(l4, { bytes: contents(0x400, [0, [1]]), ecc: new Map([[L4, 'weak']]) }, undefined);
    expect(stateAt(mapCells({ bank: l4, view }), L4)).toBe('weak');
  });

  it('show nothing of a chip that may not be read as blank', () => {
    const input = { bank: f4, view: unreadableView };
    expect(new Set(mapCells(input).map(({ state }) => state))).toEqual(new Set(['unreadable']));
    expect(new Set(mapLocks(input).map(({ state }) => state))).toEqual(new Set(['unreadable']));
  });

  it('show all that an interrupted run was to burn on STM32F4 as suspect, and the lock over it', () => {
    const runs = [
      {
        units: [
          { address: F4 + 4, length: 4 },
          { address: F4 + 0x201, length: 1 },
        ],
      },
    ];
    const bytes = contents(0x210, [0, [1, 2, 3, 4, 5, 6]]);
    const view = chipView(f4, { bytes, ecc: noEcc }, { runs, finished: [] });
    const cells = mapCells({ bank: f4, view });
    expect([3, 4, 5, 7, 8].map((at) => stateAt(cells, F4 + at))).toEqual([
      'value',
      'suspect',
      'suspect',
      'suspect',
      'blank',
    ]);
    expect(
      mapLocks({ bank: f4, view })
        .map(({ state }) => state)
        .slice(0, 3),
    ).toEqual(['open', 'suspect', 'open']);
  });

  it('show the last unit of an interrupted run as suspect where one is programmed only once', () => {
    const runs = [{ units: [{ address: L4, length: 24 }] }];
    const view = chipView(
      l4,
      { bytes: contents(0x400, [0, [1]], [8, [2]]), ecc: noEcc },
      { runs, finished: [] },
    );
    const cells = mapCells({ bank: l4, view });
    expect([0, 8, 16].map((at) => stateAt(cells, L4 + at))).toEqual(['value', 'suspect', 'blank']);
  });

  it('know what is locked, a lock byte of neither 00 nor FF included', () => {
    const bytes = contents(0x210, [0x200, [0x00, 0x7f]]);
    const input = { bank: f4, view: chipView(f4, { bytes, ecc: noEcc }, undefined) };
    expect(
      mapCells(input)
        .map(({ block, locked }) => [block, locked])
        .slice(0, 3),
    ).toEqual([
      [0, true],
      [1, true],
      [2, undefined],
    ]);
    expect(
      mapLocks(input)
        .map(({ state }) => state)
        .slice(0, 3),
    ).toEqual(['locked', 'damaged', 'open']);
  });

  it('of an image are absent, partial, blank or values', () => {
    const image = imageOf([L4, [1, 2, 3, 4, 5, 6, 7, 8]], [L4 + 8, Array(8).fill(0xff)], [L4 + 16, [1, 2]]);
    const cells = mapCells({ bank: l4, view: imageView(l4, image) });
    expect(cells.map(({ length, state }) => [length, state])).toEqual([
      [8, 'value'],
      [8, 'blank'],
      [8, 'partial'],
      [0x3e8, 'absent'],
    ]);
    const locks = mapLocks({ bank: f4, view: imageView(f4, imageOf([F4 + 0x201, [0]])) });
    expect(locks.slice(0, 2).map(({ state }) => state)).toEqual(['absent', 'locked']);
  });

  it('carry what a plan would do, locks too', () => {
    const bytes = contents(0x210, [0, [0]]);
    const image = imageOf([F4, [1, 2]], [F4 + 0x200, [0]]);
    const units = planUnits(f4, image, bytes).map(unitDocument);
    const input = { bank: f4, view: chipView(f4, { bytes, ecc: noEcc }, undefined), units };
    expect(mapCells(input).slice(0, 3)).toMatchObject([
      { address: F4, change: 'conflict', reason: 'needs-ones' },
      { address: F4 + 1, change: 'burn', reason: 'blank' },
      { address: F4 + 2, length: 30 },
    ]);
    expect(mapLocks(input)[0]).toMatchObject({ state: 'open', change: 'burn' });
  });
});

describe('a secret field', () => {
  const layout = layoutOf(
    f4,
    'fields:\n  id: { offset: 0, type: u32 }\n  key: { offset: 8, type: bytes, length: 6, secret: true }\n' +
      '  check: { offset: 0x10, type: crc, algorithm: crc32, over: [key] }\n',
  );
  const secrets = secretsOf(layout);
  const shown = (input: MapInput) => mapCells({ ...input, layout, secrets });

  it('shows the same map whatever it holds, bytes of all ones too', () => {
    const value = fc.array(fc.constantFrom(0x00, 0x42, 0xff), { minLength: 6, maxLength: 6 });
    const notBlank = value.filter((bytes) => bytes.some((byte) => byte !== 0xff));
    const onChip = (key: readonly number[], check: readonly number[]) =>
      shown({
        bank: f4,
        view: chipView(f4, { bytes: contents(0x210, [8, key], [0x10, check]), ecc: noEcc }, undefined),
      });
    const once = onChip([1, 2, 3, 4, 5, 6], [1, 2, 3, 4]);
    fc.assert(
      fc.property(notBlank, notBlank, (key, check) => {
        fc.pre(check.slice(0, 4).some((byte) => byte !== 0xff));
        expect(onChip(key, check.slice(0, 4))).toEqual(once);
      }),
    );
  });

  it('shows the same plan whatever is wanted on a blank chip', () => {
    const bytes = contents(0x210);
    const planned = (key: readonly number[]) =>
      shown({
        bank: f4,
        view: chipView(f4, { bytes, ecc: noEcc }, undefined),
        units: planUnits(f4, imageOf([F4 + 8, key]), bytes).map(unitDocument),
      });
    const some = planned([1, 2, 3, 4, 5, 6]);
    expect(some.find(({ field }) => field === 'key')).toEqual({
      address: F4 + 8,
      length: 6,
      state: 'blank',
      field: 'key',
      secret: true,
      block: 0,
      change: 'burn',
    });
    expect(planned([0xff, 2, 3, 0xff, 5, 6])).toEqual(some);
    expect(planned([1, 0xff, 0xff, 0xff, 0xff, 0xff])).toEqual(some);
  });

  it('is suspect as a whole', () => {
    const bytes = contents(0x210, [8, [1, 0xff, 3]]);
    // The journal of a run leaves out bytes of all ones.
    const runs = [
      {
        units: [
          { address: F4 + 8, length: 1 },
          { address: F4 + 10, length: 2 },
        ],
      },
    ];
    const cells = shown({ bank: f4, view: chipView(f4, { bytes, ecc: noEcc }, { runs, finished: [] }) });
    expect(cells.filter(({ field }) => field === 'key')).toMatchObject([{ length: 6, state: 'suspect' }]);
  });
});
