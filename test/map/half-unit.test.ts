import { describe, expect, it } from 'vitest';
import { isHalfWritten } from '../../src/bank/index.js';
import { chipView, legendOf, type MapDocument, mapCells } from '../../src/map/index.js';
import { secretsOf } from '../../src/secrets/index.js';
import { burn, rig } from '../burn/support.js';
import { deviceOf } from '../chip/support/chips.js';
import { layoutOf } from '../layout/banks.js';
import { l4 } from '../support/banks.js';
import { contents, imageOf } from '../support/images.js';
import { fc } from '../support/property.js';

const device = deviceOf('STM32U575ZI');
const { bank } = device;
const { base, size } = bank.otp;
const eight = [1, 2, 3, 4, 5, 6, 7, 8];
const noEcc = new Map<number, never>();
const half = 'half (8 of 16 written; some tools do that)';

const cellsOf = (...parts: Parameters<typeof contents> extends [number, ...infer Rest] ? Rest : never) =>
  mapCells({ bank, view: chipView(bank, { bytes: contents(size, ...parts), ecc: noEcc }, undefined) });

describe('a quad-word of which a tool has written 8 bytes', () => {
  it.each([
    ['first', 0],
    ['second', 8],
  ])('is shown as half, and neither as damaged nor blank: its %s half', (_, offset) => {
    const [first, rest] = cellsOf([16 + offset, eight]).filter(({ address }) => address >= base + 16);
    expect(first).toMatchObject({ address: base + 16, length: 16, state: 'half' });
    expect(rest).toMatchObject({ address: base + 32, state: 'blank' });
  });

  it('has a sign and words of its own', () => {
    const document = { cells: cellsOf([0, eight]), fields: [], source: 'chip' } as unknown as MapDocument;
    expect(legendOf(document)).toContainEqual({ kind: 'half', sign: '/', meaning: half });
  });

  it('is never programmed again: the refusal says what it is', async () => {
    const unit = rig(device);
    unit.chip.bench.poke(base, Uint8Array.from(eight));
    const report = await burn(unit, imageOf([base, [...eight, ...eight]]));
    expect(report.plan.refusals).toMatchObject([
      { code: 'CONFLICT', address: base, message: expect.stringContaining(`it is ${half}`) },
    ]);
    expect(unit.chip.counters.otpOperations).toBe(0);
  });

  it('shows no half of a secret', () => {
    const layout = layoutOf(
      bank,
      'fields:\n  key: { offset: 0x00, type: bytes, length: 8, secret: true }\n  id: { offset: 0x08, type: u64 }\n',
    );
    const view = chipView(bank, { bytes: contents(size, [8, eight]), ecc: noEcc }, undefined);
    const cells = mapCells({ bank, view, layout, secrets: secretsOf(layout) });
    expect(cells.filter(({ address }) => address < base + 16).map(({ state }) => state)).toEqual([
      'value',
      'value',
    ]);
  });

  it('is one where the halves differ in blankness, of units of 16 bytes alone', () => {
    const blank = new Array<number>(8).fill(0xff);
    fc.assert(
      fc.property(fc.array(fc.nat(255), { minLength: 8, maxLength: 8 }), (values) => {
        const isValue = values.some((value) => value !== 0xff);
        expect(isHalfWritten(bank, [...values, ...blank])).toBe(isValue);
        expect(isHalfWritten(bank, [...blank, ...values])).toBe(isValue);
        expect(isHalfWritten(bank, [...values, ...values])).toBe(false);
      }),
    );
    expect(isHalfWritten(l4, [1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff])).toBe(false);
    expect(isHalfWritten(bank, [...eight, ...blank.slice(1), undefined])).toBe(false);
  });
});
