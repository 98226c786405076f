import { describe, expect, it } from 'vitest';
import { planValues } from '../../src/api/plan-values.js';
import type { Bank } from '../../src/bank/index.js';
import { mergeImages, SparseImage } from '../../src/image/index.js';
import {
  expectedBlank,
  heldUnit,
  judgeUnit,
  type Layout,
  uniqueValues,
  uniqueValuesIn,
} from '../../src/layout/index.js';
import { useBanks } from './banks.js';
import { appendBody, type Bench, benchOf, flaggedBody, keyedBody, recordsOf } from './record-kinds.js';

const banks = useBanks();
const entries = (ble: string, xtal?: string) => ({
  entries: { ble: { value: ble.repeat(7) }, ...(xtal !== undefined && { xtal: { value: xtal.repeat(7) } }) },
});
const body = (byte: string) => ({ body: byte.repeat(16) });

/** The image as program has it, with what must stay blank. */
const wanted = (layout: Layout<Bank>, image: SparseImage) =>
  mergeImages([image, SparseImage.fromChunks(expectedBlank(layout, image))]);

const judged = ({ layout, memory }: Bench, image: SparseImage) => {
  const { fields, faults } = judgeUnit(layout, wanted(layout, image), memory.read);
  return {
    shown: fields.map(({ name, judged, value }) => [name, judged, value]),
    faults: faults.map(({ what, problem, isOutdated }) => [what, problem, isOutdated === true]),
  };
};

describe('a unit with appended values', () => {
  it('is judged by the slot that it carries, which must be the newest', () => {
    const bench = benchOf(recordsOf(banks.l4, appendBody(4)));
    const first = bench.burn({ rb: 1 }).image;
    expect(judged(bench, first)).toEqual({ shown: [['rb', true, '1']], faults: [] });
    const second = bench.burn({ rb: 2 }).image;
    expect(judged(bench, second).faults).toEqual([]);
    expect(judged(bench, first).faults).toEqual([
      ['highwater slot 1', 'does not count, since slot 2 is newer', true],
    ]);
    expect(heldUnit(bench.layout, bench.memory.read)?.fields).toMatchObject([{ name: 'rb', value: '2' }]);
  });
});

describe('a unit with entries', () => {
  it('is judged entry by entry, and shows those of others', () => {
    const bench = benchOf(recordsOf(banks.l4, keyedBody(8)));
    const first = bench.burn(entries('01', '02')).image;
    expect(judged(bench, first)).toEqual({
      shown: [
        ['entries[ble].value', true, '01'.repeat(7)],
        ['entries[xtal].value', true, '02'.repeat(7)],
      ],
      faults: [],
    });
    const second = bench.burn(entries('03')).image;
    expect(judged(bench, second)).toEqual({
      shown: [
        ['entries[xtal].value', false, '02'.repeat(7)],
        ['entries[ble].value', true, '03'.repeat(7)],
      ],
      faults: [],
    });
    expect(judged(bench, first).faults).toEqual([
      ['entries slot 1', 'does not count, since slot 3 is newer', true],
    ]);
    bench.memory.bytes[16] = 0;
    expect(judged(bench, second).faults).toEqual([
      ['entries[ble].value', 'is not what the image holds', false],
    ]);
  });

  it('shows keys in a plan, since their bytes are burnt', () => {
    const { layout, encode } = benchOf(recordsOf(banks.l4, keyedBody(8)));
    const values = planValues(encode(entries('01')).image, layout, undefined);
    expect(values.map(({ field, text, slot }) => [field, text, slot])).toEqual([
      ['entries[ble].value', '01'.repeat(7), 1],
      ['entries[ble].id', 'ble (1)', 1],
    ]);
  });

  it('has unique values by one name, whatever their keys, and each once in a unit', () => {
    const body = keyedBody(8).replace('type: bytes, length: 7', 'type: bytes, length: 7, unique: true');
    const { layout, burn, encode, memory } = benchOf(recordsOf(banks.l4, body));
    const { image } = burn(entries('01', '02'));
    expect(uniqueValues(layout, image).map(({ field, text, slot }) => [field, text, slot])).toEqual([
      ['entries.value', '01'.repeat(7), 1],
      ['entries.value', '02'.repeat(7), 2],
    ]);
    burn(entries('03', '02'));
    expect(uniqueValuesIn(layout, memory.read).map(({ text, slot }) => [text, slot])).toEqual([
      ['02'.repeat(7), 2],
      ['03'.repeat(7), 3],
    ]);
    expect(() => encode(entries('05', '05'))).toThrow(
      /entries\[xtal\]\.value and entries\[ble\]\.value have the same value/,
    );
  });
});

describe.each([
  ['f4', '0xA5A5FFFF', ''],
  ['l4', '0xFFFFFFFF', 'fill: 0\n'],
] as const)('a unit with flagged blocks, on %s', (name, active, head) => {
  const benchOn = () => benchOf(recordsOf(banks[name], flaggedBody(active, 3), head));

  it('is judged by the block, and after a revoke by the flag alone', () => {
    const bench = benchOn();
    const first = bench.burn(body('11')).image;
    expect(judged(bench, first)).toEqual({
      shown: [
        ['state', true, 'active'],
        ['crc', true, expect.anything()],
        ['body', true, '11'.repeat(16)],
      ],
      faults: [],
    });
    const revoke = bench.encode({ state: 'revoked' }).image;
    expect(judged(bench, revoke).faults).not.toEqual([]);
    bench.memory.write(revoke);
    expect(judged(bench, revoke)).toEqual({ shown: [['state', true, 'revoked']], faults: [] });
    expect(judged(bench, first).faults).toContainEqual(['state', 'is not what the image holds', false]);
    expect(heldUnit(bench.layout, bench.memory.read)).toBeUndefined();
  });

  it('shows a revoke in a plan by its flag', () => {
    const { layout, encode } = benchOn();
    const { image } = encode({ state: 'revoked' }, { slot: 2, read: undefined as never });
    expect(planValues(image, layout, undefined)).toMatchObject([
      { field: 'state', record: 'blocks', slot: 2, text: 'revoked (0)' },
    ]);
  });

  it('does not pass where an earlier block still counts', () => {
    const bench = benchOn();
    const late = bench.encode(body('22'), { slot: 3, read: undefined as never }).image;
    bench.burn(body('11'));
    bench.memory.write(late);
    expect(judged(bench, late).faults).toEqual([
      ['blocks slot 3', 'does not count, since slot 1 does', true],
    ]);
  });
});
