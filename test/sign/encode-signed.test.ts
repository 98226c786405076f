import { describe, expect, it } from 'vitest';
import { type Layout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { encodeSigned, type SignRequest } from '../../src/sign/index.js';
import { useBanks } from '../layout/banks.js';

const banks = useBanks();
const uid = Uint8Array.from({ length: 12 }, (_, index) => 0xa0 + index);
const layoutOf = (...lines: readonly string[]): Layout =>
  parseLayout(['format: otpforge.layout/2', ...lines, ''].join('\n'), 'otp.yaml', banks.f4);

const signer = () => {
  const asked: { readonly request: SignRequest; readonly input: readonly number[] }[] = [];
  const line = (input: Uint8Array, request: SignRequest) => {
    asked.push({ request, input: [...input] });
    return Uint8Array.from({ length: request.length }, (_, index) => asked.length * 16 + index);
  };
  return { asked, signers: { line } };
};

describe('a field that a signer computes', () => {
  const layout = () =>
    layoutOf(
      'fields:',
      '  v: { offset: 0, type: u16 }',
      '  proof: { offset: 4, type: computed, length: 4, by: line, over: ["@uid", v] }',
      '  crc: { offset: 8, type: crc, algorithm: crc32, over: [proof] }',
      '  sig: { offset: 12, type: computed, length: 2, by: line, over: [crc] }',
    );

  it('has the answer to what it covers, of which other checks are computed', async () => {
    const { asked, signers } = signer();
    const { image } = await encodeSigned(layout(), unitDataFromObject({ v: 0x0201 }), { uid }, signers);
    const { base } = banks.f4.otp;
    expect(image.read(base + 4, 4)).toEqual(Uint8Array.from([0x10, 0x11, 0x12, 0x13]));
    expect(image.read(base + 12, 2)).toEqual(Uint8Array.from([0x20, 0x21]));
    expect(asked.map(({ request }) => request)).toEqual([
      { signer: 'line', field: 'proof', length: 4 },
      { signer: 'line', field: 'sig', length: 2 },
    ]);
    expect(asked[0]?.input).toEqual([...uid, 1, 2]);
    expect(asked[1]?.input).toEqual([...(image.read(base + 8, 4) ?? [])]);
  });

  it('is not asked for while a value is missing or wrong, or the die is not known', async () => {
    const { asked, signers } = signer();
    for (const [values, die, code] of [
      [{}, { uid }, 'LAYOUT_VALUE_MISSING'],
      [{ v: 70000 }, { uid }, 'LAYOUT_VALUE'],
      [{ v: 1 }, {}, 'LAYOUT_UID_NEEDED'],
    ] as const) {
      await expect(encodeSigned(layout(), unitDataFromObject(values), die, signers)).rejects.toMatchObject({
        code,
      });
    }
    expect(asked).toEqual([]);
  });

  it('is refused without its signer', async () => {
    await expect(encodeSigned(layout(), unitDataFromObject({ v: 1 }), { uid }, {})).rejects.toMatchObject({
      code: 'SIGNER_UNKNOWN',
    });
  });
});

describe('a record that a signer signs', () => {
  it('is signed once, for the slot that it goes to', async () => {
    const layout = layoutOf(
      'records:',
      '  id:',
      '    offset: 0',
      '    slots: 3',
      '    stride: 16',
      '    sequence: n',
      '    fields:',
      '      n: { offset: 0, type: u8 }',
      '      v: { offset: 1, type: u8 }',
      '      s: { offset: 2, type: computed, length: 2, by: line, over: [n, v] }',
      '      c: { offset: 4, type: crc, algorithm: crc32, over: [n, v, s] }',
    );
    const { asked, signers } = signer();
    const { slots } = await encodeSigned(layout, unitDataFromObject({ v: 9 }), { slot: 3 }, signers);
    expect(slots).toMatchObject([{ slot: 3, sequence: 3 }]);
    expect(asked.map(({ input }) => input)).toEqual([[3, 9]]);
  });
});
