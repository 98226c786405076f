import { describe, expect, it } from 'vitest';
import { type Bank, type ProtectionLevel, protectionLevel, protectionLevels } from '../../src/bank/index.js';
import { f4, l4 } from '../support/banks.js';

const table: readonly [ProtectionLevel, ProtectionLevel, ProtectionLevel] = [
  { level: 0, values: [0xaa, 0x5a], read: 'yes', program: 'yes' },
  { level: 1, read: 'yes', program: 'unknown' },
  { level: 2, values: [0xcc], read: 'no', program: 'no' },
];
const withTable = (levels: Bank['protectionLevels']): Bank => ({ ...l4, protectionLevels: levels });

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

  it('of format 1 is open, or lets a debugger do nothing', () => {
    const first: Bank = { ...f4, protectionLevels: undefined };
    expect(protectionLevels(first).map(({ level, read, program }) => [level, read, program])).toEqual([
      [0, 'yes', 'yes'],
      [1, 'no', 'no'],
      [2, 'no', 'no'],
    ]);
    expect([0xaa, 0x00, 0xcc].map((value) => protectionLevel(first, value).level)).toEqual([0, 1, 2]);
  });

  it('is 0 where a chip has no read protection', () => {
    const none: Bank = { ...l4, protectionLevels: undefined, readProtection: undefined };
    expect(protectionLevel(none, undefined)).toEqual({ level: 0, read: 'yes', program: 'yes' });
  });
});
