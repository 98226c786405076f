import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBank } from '../../src/bank/index.js';
import { shippedControllers } from '../../src/controller/index.js';
import { OtpforgeError } from '../../src/errors/index.js';

const l4 = readFileSync('banks/stm32l4.yaml', 'utf8');
const controllers = shippedControllers();

/** What the package's bank is refused for after an edit of its text. */
function refusalsOf(from: string, to: string): readonly string[] {
  expect(l4).toContain(from);
  try {
    parseBank(l4.replace(from, to), 'bank.yaml', controllers);
    return [];
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    expect(error.code).toBe('SCHEMA');
    return error.message.split('\n');
  }
}

const level = (text: string) => `    - { level: ${text} }\n`;
const level1 = level('1, read: no, program: no');

describe('facts of a bank in format 2', () => {
  it('are refused nowhere as the package has them', () => {
    expect(refusalsOf('vendor: ST', 'vendor: ST')).toEqual([]);
  });

  it.each([
    [
      'a precondition whose values its mask cannot leave',
      'required: [1]',
      'required: [1, 5]',
      /preconditions\.0\.required\.1: 0x5 has bits outside the mask 0x3/,
    ],
    [
      'a precondition without a field',
      '    mask: 0x3\n',
      '    mask: 0x0\n',
      /preconditions\.0\.mask: 0x0 shifted by 9 leaves no field/,
    ],
    [
      'a precondition at an odd address',
      '    register: 0x40007000\n',
      '    register: 0x40007002\n',
      /preconditions\.0\.register: 0x40007002 is not a register/,
    ],
    [
      'a level that the field cannot hold',
      'values: [0xCC]',
      'values: [0x1CC]',
      /readProtection\.levels\.2\.values\.0: 0x1CC has bits outside the mask 0xFF/,
    ],
    [
      'a closed level with the value of an open chip',
      'values: [0xCC]',
      'values: [0xAA]',
      /readProtection\.levels\.2\.values\.0: 0xAA is level 0 already/,
    ],
    [
      'a level that is there twice',
      level1,
      `${level1}${level('1, values: [0x55], read: no, program: no')}`,
      /readProtection\.levels\.2\.level: level 1 is there twice/,
    ],
    [
      'two levels that have every other value',
      level1,
      `${level1}${level('3, read: no, program: no')}`,
      /readProtection\.levels\.2: levels 1 and 3 both have every other value/,
    ],
    [
      'a level 0 that every other value would be',
      'level: 0, values: [0xAA],',
      'level: 0,',
      /readProtection\.levels: level 0 must be there, with what an open chip holds/,
    ],
    [
      'a clock at an odd address',
      '  uidSize: 12\n',
      '  uidSize: 12\n  dbgmcuClock: { register: 0x40021059, bit: 27 }\n',
      /identity\.dbgmcuClock\.register: 0x40021059 is not a register/,
    ],
    [
      'a flash size without bits',
      '  uidSize: 12\n',
      '  uidSize: 12\n  flashSizeMask: 0x10000\n',
      /identity\.flashSizeMask: 0x10000 leaves no bits of a flash size/,
    ],
    [
      'sectors that do not end with the flash of a device',
      'mainFlash: { sectors: [0x800], dualBank: false }',
      'mainFlash: { sectors: [0x6000], dualBank: false }',
      /lines\.0\.mainFlash\.sectors: STM32L412: no whole sector ends at 64 KiB, the flash of STM32L412C8/,
    ],
    [
      'an ECC register of a line that its controller lacks',
      'eccRegisters: [{ register: ECCR,',
      'eccRegisters: [{ register: ECC3R,',
      /lines\.\d+\.eccRegisters\.0\.register: the controller stm32l4 has no register called ECC3R/,
    ],
    [
      'a supply of a line that ends below its start',
      'mainFlash: { sectors: [0x800], dualBank: false }',
      'mainFlash: { sectors: [0x800], dualBank: false }\n    supply: { minimumMv: 3700 }',
      /lines\.0\.supply: 3700 mV is more than 3600 mV/,
    ],
  ])('are refused with %s', (_what, from, to, message) => {
    expect(refusalsOf(from, to)).toContainEqual(expect.stringMatching(message));
  });
});
