import { describe, expect, it } from 'vitest';
import { decodeLayout, expectedBlank } from '../../src/layout/index.js';
import { useBanks } from './banks.js';
import { benchOf, flaggedBody, recordsOf } from './record-kinds.js';

const banks = useBanks();
const unread = { read: undefined as never };
const body = (byte: string) => ({ body: byte.repeat(16) });
const onF4 = (rest = '') => benchOf(recordsOf(banks.f4, flaggedBody('0xA5A5FFFF', 3, rest)));
const onL4 = (rest = '') => benchOf(recordsOf(banks.l4, flaggedBody('0xFFFFFFFF', 3, rest), 'fill: 0\n'));

describe.each([
  ['f4', onF4],
  ['l4', onL4],
] as const)('a record of kind flagged, on %s', (_, bench) => {
  it('counts until its flag is cleared, and then the next block does', () => {
    const { burn, encode, states, values } = bench();
    expect(burn(body('11')).slots).toMatchObject([{ slot: 1, found: 'blank' }]);
    expect(encode(body('11')).slots).toMatchObject([{ slot: 1, found: 'valid' }]);
    expect(states()).toEqual(['valid, newest', 'blank', 'blank']);
    expect(values()).toMatchObject({ body: '11'.repeat(16) });
    expect(() => encode(body('22'))).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_SLOT_USED',
        message: expect.stringContaining('other values would not count while slot 1 is active'),
        remedy: 'Revoke that slot first: --set state=revoked.',
      }),
    );
    expect(burn({ state: 'revoked' }).slots).toMatchObject([{ slot: 1, revokes: true, found: 'used' }]);
    expect(states()).toEqual(['revoked', 'blank', 'blank']);
    expect(values()).toMatchObject({ state: 'revoked', body: 'invalid' });
    expect(burn(body('22')).slots).toMatchObject([{ slot: 2, found: 'blank' }]);
    expect(states()).toEqual(['revoked', 'valid, newest', 'blank']);
    expect(values()).toMatchObject({ body: '22'.repeat(16) });
  });

  it('writes nothing but the unit of the flag to revoke', () => {
    const { burn, encode, layout } = bench();
    burn(body('11'));
    const { base, writeUnit } = layout.bank.otp;
    const { image } = encode({ state: 'revoked' });
    expect(image.segments.map(({ address, bytes }) => [address, bytes.length])).toEqual([
      [base, Math.max(4, writeUnit)],
    ]);
    expect(image.read(base, 4)).toEqual(new Uint8Array(4));
    expect(expectedBlank(layout, image)).toEqual([]);
  });

  it('finds the slot to revoke by the values that are given, and nothing new where that is done', () => {
    const { burn, encode } = bench();
    burn(body('11'));
    expect(() => encode({ ...body('33'), state: 'revoked' })).toThrow(
      expect.objectContaining({ code: 'LAYOUT_SLOT_USED', message: expect.stringContaining('other values') }),
    );
    burn({ ...body('11'), state: 'revoked' });
    expect(encode({ ...body('11'), state: 'revoked' }).slots).toMatchObject([{ slot: 1, found: 'valid' }]);
    expect(() => encode({ state: 'revoked' })).toThrow(/no slot of blocks counts, so none is to be revoked/);
    expect(encode({ state: 'revoked' }, { slot: 1 }).slots).toMatchObject([{ slot: 1, found: 'valid' }]);
    expect(() => encode({ state: 'revoked' }, { slot: 2 })).toThrow(/slot 2 holds nothing to revoke/);
    burn(body('22'));
    expect(encode({ ...body('11'), state: 'revoked' }).slots).toMatchObject([{ slot: 1, found: 'valid' }]);
    expect(encode({ state: 'revoked' }).slots).toMatchObject([{ slot: 2, found: 'used' }]);
  });

  it('revokes by number where no chip was read', () => {
    const { encode, layout } = bench();
    expect(() => encode({ state: 'revoked' }, unread)).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_SLOT_UNKNOWN',
        remedy: expect.stringContaining('--chip-dump'),
      }),
    );
    const { slots, image } = encode({ state: 'revoked' }, { ...unread, slot: 3 });
    expect(slots).toMatchObject([{ slot: 3, revokes: true, found: 'unknown' }]);
    expect(image.read(layout.bank.otp.base + 64, 4)).toEqual(new Uint8Array(4));
  });

  it('reads an image of a block and of a revoke as the chip would', () => {
    const { encode, layout } = bench();
    const states = (image: ReturnType<typeof encode>['image']) =>
      decodeLayout(layout, (at, length) => image.read(at, length)).map(({ name, state, value }) =>
        state === 'value' ? [name, value] : [name, state],
      );
    expect(states(encode(body('11'), unread).image)).toContainEqual(['body', '11'.repeat(16)]);
    expect(states(encode({ state: 'revoked' }, { ...unread, slot: 2 }).image)).toEqual([
      ['state', 'revoked'],
      ['crc', 'absent'],
      ['body', 'absent'],
    ]);
  });

  it('takes the last active block where the layout says so', () => {
    const { burn, values } = bench('newest: last');
    burn(body('11'));
    expect(burn(body('22')).slots).toMatchObject([{ slot: 2 }]);
    expect(values()).toMatchObject({ body: '22'.repeat(16) });
    burn({ state: 'revoked' });
    expect(values()).toMatchObject({ body: '11'.repeat(16) });
  });

  it('reports a wrong name of the flag', () => {
    expect(() => bench().encode({ ...body('11'), state: 'gone' })).toThrow(
      /state: "gone" must be one of active, revoked/,
    );
  });

  it('does not count with a flag that cannot be read, or is neither', () => {
    const { burn, memory, states, layout } = bench();
    burn(body('11'));
    const flag = layout.bank.otp.base;
    memory.bytes[1] = 0x5f;
    expect(states()[0]).toBe('invalid');
    memory.damage(flag);
    expect(states()[0]).toBe('damaged');
  });
});

describe('a flag that an active slot leaves blank', () => {
  it('is no byte of the image, and is expected blank on the chip', () => {
    const { encode, layout } = onL4();
    const { base } = layout.bank.otp;
    const { image } = encode(body('11'));
    expect(image.clip(base, base + 8).isEmpty).toBe(true);
    expect(expectedBlank(layout, image).map(({ address, bytes }) => [address, bytes.length])).toEqual([
      [base, 8],
    ]);
  });

  it('is programmed as a whole unit to revoke, with or without a fill', () => {
    const bare = benchOf(recordsOf(banks.l4, flaggedBody('0xFFFFFFFF')));
    const { image, warnings } = bare.encode({ state: 'revoked' }, { ...unread, slot: 1 });
    expect(Buffer.from(image.read(banks.l4.otp.base, 8) ?? []).toString('hex')).toBe('00000000ffffffff');
    expect(warnings).toEqual([]);
  });
});
