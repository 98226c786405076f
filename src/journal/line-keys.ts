import { indexKey } from './index-keys.js';
import type { BeginLine, EndLine, EraseLine, JournalLine, JournalValue } from './line.js';

/** Runs on silicon count against runs on silicon, all others against each other. */
export type World = 'silicon' | 'simulated';

/** A value as it separates dies: of a unique field, or the hash of a whole OTP part. */
export interface ValueId {
  readonly world: World;
  readonly text: string;
}

/** Where a run took place. Older versions left the medium out; what does not call itself simulated counts as silicon. */
export function worldOf({ medium, probe }: Pick<BeginLine, 'medium' | 'probe'>): World {
  if (medium === undefined) return probe.description.startsWith('simulated ') ? 'simulated' : 'silicon';
  return worldOfMedium(medium);
}

export function worldOfMedium(medium: NonNullable<BeginLine['medium']>): World {
  return medium === 'silicon' ? 'silicon' : 'simulated';
}

export function valueId(world: World, value: JournalValue): ValueId {
  const { field } = value;
  const parts = 'value' in value ? [field, 'value', value.value] : [field, 'hmacSha256', value.hmacSha256];
  return { world, text: JSON.stringify(parts) };
}

export function otpId(world: World, otp: string): ValueId {
  return { world, text: JSON.stringify(['', 'otp', otp]) };
}

/** What a run was to give a die, or found on it. */
export function valueIdsOf(line: BeginLine): readonly ValueId[] {
  const world = worldOf(line);
  const values = [...(line.values ?? []), ...(line.held ?? [])].map((value) => valueId(world, value));
  return line.otp === undefined ? values : [...values, otpId(world, line.otp)];
}

export const keys = {
  /** All lines about a die. */
  die: (uid: string) => indexKey('die', uid),
  /** The last line of a run. */
  end: (run: string) => indexKey('end', run),
  /** The first begin line of each die that a value was for. */
  value: ({ world, text }: ValueId) => indexKey('value', world, text),
  /** All begin lines by which a value was for a die. */
  valueOfDie: ({ world, text }: ValueId, uid: string) => indexKey('value-of-die', world, text, uid),
  /** Begin lines that move a value from a scrapped die. */
  moved: ({ world, text }: ValueId) => indexKey('moved', world, text),
  /** Last lines of runs that found a change on a die that no plan had. */
  unplanned: (world: World, uid: string) => indexKey('unplanned', world, uid),
};

/** A line about a die. */
export type RunLine = BeginLine | EndLine | EraseLine;

export function isRunLine(line: JournalLine): line is RunLine {
  return line.state !== 'note';
}
