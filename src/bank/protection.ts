import type { Bank, ProtectionField, ProtectionLevel } from './bank.js';

/** What a debugger may do with OTP at one level; the level is undefined where no description has the value. */
export type LevelOfChip = Pick<ProtectionLevel, 'read' | 'program'> & { readonly level: number | undefined };

/** The level of a chip whose field holds a value; one that no level has allows nothing. */
export function protectionLevel(bank: Bank, value: number | undefined): LevelOfChip {
  const levels = bank.readProtection?.levels;
  if (!levels) return { level: 0, read: 'yes', program: 'yes' };
  const found =
    levels.find(({ values }) => value !== undefined && values?.includes(value)) ??
    levels.find(({ values }) => !values);
  return found ?? { level: undefined, read: 'unknown', program: 'unknown' };
}

/** What the field of an open chip holds, first as every tool leaves it. */
export function openValue({ levels }: ProtectionField): number {
  return levels.find(({ level }) => level === 0)?.values?.[0] ?? 0;
}
