import type { Bank, ProtectionLevel } from './bank.js';
import type { Bank2 } from './schema-2.js';

/** The levels of a description of format 2, and the field as format 1 has it. */
export function protectionOf({
  levels,
  ...field
}: NonNullable<Bank2['readProtection']>): Pick<Bank, 'readProtection' | 'protectionLevels'> {
  const fieldAt = (wanted: number) => levels.find(({ level }) => level === wanted)?.values?.[0] ?? 0;
  return {
    readProtection: { ...field, level0: fieldAt(0), level2: fieldAt(2) },
    protectionLevels: levels,
  };
}

/** What a debugger may do with OTP at one level; the level is undefined where no description has the value. */
export type LevelOfChip = Pick<ProtectionLevel, 'read' | 'program'> & { readonly level: number | undefined };

/** The level of a chip whose field holds a value; one that no level has allows nothing. */
export function protectionLevel(bank: Bank, value: number | undefined): LevelOfChip {
  const levels = protectionLevels(bank);
  if (levels.length === 0) return { level: 0, read: 'yes', program: 'yes' };
  const found =
    levels.find(({ values }) => value !== undefined && values?.includes(value)) ??
    levels.find(({ values }) => !values);
  return found ?? { level: undefined, read: 'unknown', program: 'unknown' };
}

/** Every level of a bank; none where it has no read protection. Format 1 knows of an open chip and of closed ones. */
export function protectionLevels({ protectionLevels, readProtection }: Bank): readonly ProtectionLevel[] {
  if (protectionLevels) return protectionLevels;
  if (!readProtection) return [];
  const { level0, level2 } = readProtection;
  return [
    { level: 0, values: [level0], read: 'yes', program: 'yes' },
    { level: 1, read: 'no', program: 'no' },
    { level: 2, values: [level2], read: 'no', program: 'no' },
  ];
}
