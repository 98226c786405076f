import { describe, expect, it } from 'vitest';
import { fuseArea } from '../../src/layout/fuse-area.js';
import { encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';

const banks = useBanks();
const area = fuseArea('STM32MP157C');
const board = `fuses: STM32MP157C
lock: [57, 58]
fields:
  mac: { offset: 0xE4, type: mac }
  serial: { offset: 0xF0, type: u32 }
fill: 0
`;
const parse = (body: string) => parseLayout(`format: otpforge.layout/1\n${body}`, 'board.yaml', area);

describe('a layout for fuses', () => {
  it('puts word n at 4 × n, and its lock behind the words', () => {
    const { image } = encodeLayout(
      parse(board),
      unitDataFromObject({ mac: '00:80:E1:42:48:E4', serial: 7 }, 'unit.json'),
    );
    // Table of the partition in the wiki: word 57 is 0x42E18000, word 58 0x0000E448.
    expect(image.segments.map(({ address, bytes }) => [address, Buffer.from(bytes).toString('hex')])).toEqual(
      [
        [57 * 4, '0080e14248e40000'],
        [60 * 4, '07000000'],
        [384 + 57, '0101'],
      ],
    );
  });

  it('refuses a word that would stay blank, which is zero', () => {
    const encode = () =>
      encodeLayout(parse(board), unitDataFromObject({ mac: '00:80:E1:42:48:E4', serial: 0 }, 'unit.json'));
    expect(encode).toThrowError(/would be all zeros, which is never programmed/);
  });

  it('takes no word outside 0 to 95', () => {
    expect(() => parse('fuses: STM32MP157C\nfields:\n  a: { offset: 384, type: u32 }\n')).toThrowError(
      /outside|lock bytes/,
    );
    expect(() => parse('fuses: STM32MP157C\nlock: [96]\nfields: {}\n')).toThrowError(
      /block 96 is not one of 0 to 95/,
    );
  });

  it('is not one for a bank, nor the other way round', () => {
    expect(() => layoutOf(banks.l4, 'fuses: STM32MP157C\nfields: {}\n')).toThrowError(
      /made for the fuses of STM32MP157C: give it to otpforge mp1/,
    );
    expect(() => parse('fields: {}\n')).toThrowError(/a layout for fuses says so/);
    expect(() => parse('fuses: STM32MP157C\nbank: stm32l4-otp\nfields: {}\n')).toThrowError(
      /drop one of both/,
    );
    expect(() => layoutOf(banks.l4, 'ssp: true\nfields: {}\n')).toThrowError(/secret provisioning/);
  });
});
