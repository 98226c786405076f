import type { Bank } from './bank.js';
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
