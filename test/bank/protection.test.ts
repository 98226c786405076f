import { describe, expect, it } from 'vitest';
import { type Bank, loadBank, type ProtectionLevel, protectionLevel } from '../../src/bank/index.js';
import { l4 } from '../support/banks.js';
import { firstFormat } from '../support/first-format.js';

const table: [ProtectionLevel, ProtectionLevel, ProtectionLevel] = [
  { level: 0, values: [0xaa, 0x5a], read: 'yes', program: 'yes' },
  { level: 1, read: 'yes', program: 'unknown' },
  { level: 2, values: [0xcc], read: 'no', program: 'no' },
];
const field = { register: 0x40022020, shift: 0, mask: 0xff };
const withTable = (levels: ProtectionLevel[]): Bank => ({ ...l4, readProtection: { ...field, levels } });

describe('a level of read protection', () => {
  it.each([
    [0xaa, table[0]],
    [0x5a, table[0]],
    [0x55, table[1]],
    [0xcc, table[2]],
  ])('is that of its values, or the one without any: %i', (value, level) => {
    expect(protectionLevel(withTable(table), value)).toEqual(level);
  });

  it('that no description has allows nothing', () => {
    const levels = [table[0], table[2]];
    for (const value of [0x55, undefined]) {
      expect(protectionLevel(withTable(levels), value)).toEqual({
        level: undefined,
        read: 'unknown',
        program: 'unknown',
      });
    }
  });

  it('of format 1 is open, or nobody knows what a debugger may do', async () => {
    const { bank: first } = await loadBank(firstFormat('stm32f4.yaml'));
    expect(first.readProtection?.levels.map(({ level, read, program }) => [level, read, program])).toEqual([
      [0, 'yes', 'yes'],
      [1, 'unknown', 'unknown'],
      [2, 'unknown', 'unknown'],
    ]);
    expect([0xaa, 0x00, 0xcc].map((value) => protectionLevel(first, value).level)).toEqual([0, 1, 2]);
  });

  it('is 0 where a chip has no read protection', () => {
    const none: Bank = { ...l4, readProtection: undefined };
    expect(protectionLevel(none, undefined)).toEqual({ level: 0, read: 'yes', program: 'yes' });
  });
});
