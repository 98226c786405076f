import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { areaName, findDevice, isSector, listDevices, parseBank } from '../../src/bank/index.js';
import { shippedControllers } from '../../src/controller/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { allBanks, f401 } from '../support/banks.js';

const file = 'banks/stm32h74x-i.yaml';
const text = readFileSync(file, 'utf8');

/** What the package's bank of a sector is refused for after some edits of its text. */
function refusalsOf(...edits: readonly (readonly [from: string, to: string])[]): readonly string[] {
  const edited = edits.reduce((yaml, [from, to]) => {
    expect(yaml).toContain(from);
    return yaml.replace(from, to);
  }, text);
  try {
    parseBank(edited, 'bank.yaml', shippedControllers());
    return [];
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    return error.message.split('\n');
  }
}

describe('a reserved sector', () => {
  it('is the write-once area of its bank, all of it data and nothing locked', () => {
    const bank = parseBank(text, file, shippedControllers());
    expect(bank.sector).toEqual({ flashBank: 2, number: 7 });
    expect(bank.otp).toMatchObject({ base: 0x081e0000, size: 0x20000, data: { offset: 0, size: 0x20000 } });
    expect(bank.otp.locks).toBeUndefined();
    expect([areaName(bank), areaName(f401.bank)]).toEqual(['reserved sector', 'OTP']);
  });

  it('is programmed by the registers of its own flash bank', () => {
    const bank = parseBank(text, file, shippedControllers());
    expect(bank.controller.base).toBe(0x52002100);
    expect(bank.otp.ecc?.registers).toEqual([
      { register: 0x52002110, clear: 0x52002114, detected: 0x04000000, corrected: 0x02000000 },
    ]);
    expect(findDevice('STM32H723ZG', allBanks).bank.controller.base).toBe(0x52002000);
  });

  it('is the last sector of every chip that has one', () => {
    const served = listDevices(allBanks).filter(({ bank }) => isSector(bank));
    expect(served.length).toBeGreaterThan(20);
    const addresses = new Map(served.map(({ name, bank }) => [name, bank.otp.base]));
    expect(addresses.get('STM32H743ZI')).toBe(0x081e0000);
    expect(addresses.get('STM32H743ZG')).toBe(0x08160000);
    expect(addresses.get('STM32H735IG')).toBe(0x080e0000);
    expect(addresses.get('STM32H723ZE')).toBe(0x08060000);
  });

  it.each([
    [
      'in place of another one',
      [['  number: 7\n', '  number: 6\n']],
      /sector\.base: sector 6 of flash bank 2 is 0x081C0000 to 0x081DFFFF/,
    ],
    [
      'of a number that no bank has',
      [['  number: 7\n', '  number: 8\n']],
      /sector\.number: .* has 8 sectors/,
    ],
    [
      'of the other flash bank',
      [['  flashBank: 2\n', '  flashBank: 1\n']],
      /sector\.base: sector 7 of flash bank 1 is 0x080E0000 to 0x080FFFFF/,
    ],
    [
      'of half a sector, which nothing can erase',
      [['  size: 0x20000\n  flashBank', '  size: 0x10000\n  flashBank']],
      /0x081E0000 to 0x081FFFFF/,
    ],
    [
      'of a second flash bank that a chip does not have',
      [['dualBank: true', 'dualBank: false']],
      /sector\.flashBank: STM32H742AI has one flash bank/,
    ],
    [
      'of a line without sectors',
      [['    mainFlash: { sectors: [0x20000], dualBank: true }\n', '']],
      /the sectors of the main flash are not described/,
    ],
    [
      'beside OTP',
      [
        [
          'sector:\n',
          'otp:\n  base: 0x1FFF7000\n  size: 0x400\n  data: { offset: 0, size: 0x400 }\n  writeUnit: { size: 32, rewrite: once, ecc: null }\nsector:\n',
        ],
      ],
      /otp: a bank has either otp, or sector/,
    ],
    [
      'with errors in a register that the controller does not have',
      [['clear: CCR', 'clear: CCR9']],
      /registers\.0\.clear: the controller stm32h7 has no register called CCR9/,
    ],
    [
      'with a protected area in no field',
      [['    start: { shift: 0, mask: 0xFFF }', '    start: { shift: 30, mask: 0xFFF }']],
      /protectedAreas\.0\.start\.mask: 0xFFF shifted by 30/,
    ],
  ] as const)('is refused %s', (_, edits, reason) => {
    expect(refusalsOf(...edits).join('\n')).toMatch(reason);
  });

  it('is neither there nor protected in a bank without one', () => {
    const areas = text.slice(text.indexOf('protectedAreas:'), text.indexOf('# OPTSR_CUR.IWDG1_SW'));
    const l4 = readFileSync('banks/stm32l4.yaml', 'utf8').replace('\nlines:', `\n${areas}\nlines:`);
    expect(() => parseBank(l4, 'l4.yaml', shippedControllers())).toThrow(/are for a reserved sector/);
  });
});
