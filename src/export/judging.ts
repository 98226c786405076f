import type { Bank } from '../bank/index.js';
import { type UnitReason, unitCells } from '../judge/index.js';

/** A rule of judging as a template takes it: "table: state, wish", and what becomes of such a unit. */
export interface ScriptCell {
  readonly name: string;
  readonly state: string;
  readonly reason: UnitReason;
}

/** The rules for the units of some banks. Not those for ECC errors: a script refuses to read such a unit. */
export function scriptCells(banks: readonly Bank[]): readonly ScriptCell[] {
  const tables = new Set<string>(
    banks.flatMap(({ otp: { rewrite, locks } }) => [rewrite, ...(locks ? tablesOfLocks[locks.kind] : [])]),
  );
  return Object.entries(unitCells)
    .filter(([name]) => tables.has(name.slice(0, name.indexOf(':'))))
    .map(([name, [state, reason]]) => ({ name, state, reason }));
}

/** What a script says of a unit that it refuses; %d is its block. */
export function scriptReasons(cells: readonly ScriptCell[]): readonly { reason: string; text: string }[] {
  const reasons = cells.flatMap(({ state, reason }) =>
    state === 'skip' || state === 'burn' ? [] : [reason],
  );
  return [...new Set(reasons)].map((reason) => ({ reason, text: texts[reason] ?? reason }));
}

const tablesOfLocks = { bytes: ['block locked', 'block damaged', 'lock byte'] } as const;

const texts: Partial<Record<UnitReason, string>> = {
  'needs-ones': 'no bit goes back to one',
  'unit-is-spent': 'this unit is spent',
  'bytes-missing': 'only a part of the unit is wanted',
  'block-is-locked': 'block %d is locked',
  'lock-byte-is-damaged': 'the lock byte of block %d is damaged',
  'lock-byte-value': 'a lock byte takes 00 and nothing else',
  'block-is-empty': 'block %d is empty, and its lock would waste it forever',
};
