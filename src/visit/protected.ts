import { protectionLevel } from '../bank/index.js';
import type { PlannedChip, Refusal } from '../burn/index.js';
import type { VisitSetup } from './setup.js';

/** Whether nothing but the protection that the line itself sets keeps a chip from being read or burnt. */
export function isProtectedByLine(
  { line, device }: Pick<VisitSetup, 'line' | 'device'>,
  { readProtection }: Pick<PlannedChip, 'readProtection'>,
  refusals: readonly Pick<Refusal, 'code'>[],
): boolean {
  const expected = line.expect?.rdp;
  if (expected === undefined || refusals.length === 0) return false;
  if (refusals.some(({ code }) => code !== 'READ_PROTECTION')) return false;
  return protectionLevel(device.bank, readProtection).level === expected;
}
