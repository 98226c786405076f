import { protectionLevel } from '../bank/index.js';
import type { PlannedChip, Refusal } from '../burn/index.js';
import type { VisitSetup } from './setup.js';

/** What a verified unit has for a protection level where its line expects another one; undefined where it has that one. */
export function otherLevel(
  { line, device }: Pick<VisitSetup, 'line' | 'device'>,
  { readProtection }: Pick<PlannedChip, 'readProtection'>,
): string | undefined {
  const expected = line.expect?.rdp;
  const { level } = protectionLevel(device.bank, readProtection);
  if (expected === undefined || level === expected) return undefined;
  return `the read protection level of this verified unit is ${level ?? 'unknown'}, and the line expects ${expected}`;
}

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
