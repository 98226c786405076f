/** The types of fields whose value is computed from others. */
export const checkTypes = ['crc', 'sum', 'hash', 'complement', 'computed'] as const;

export type CheckType = (typeof checkTypes)[number];

const known: ReadonlySet<string> = new Set(checkTypes);

export function isCheckType(type: string): type is CheckType {
  return known.has(type);
}
