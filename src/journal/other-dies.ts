import { mayHaveBurntOtp } from './burnt.js';
import type { BeginLine, EndLine, JournalValue } from './line.js';
import { otpId, type ValueId, valueId, type World } from './line-keys.js';
import type { JournalView } from './view.js';

/** What a run is about to give a die, as far as it separates dies. */
export interface UnitIdentity {
  readonly uid: string;
  readonly world: World;
  /** Unique fields that the image carries. */
  readonly values: readonly JournalValue[];
  /** Keyed hash of the OTP part; only compared where no field tells units apart. */
  readonly otp: string | undefined;
  /** Scrapped dies whose values this one may have. */
  readonly movedFrom: readonly string[];
}

/** Another die, and the run that gave it what this one is to get. */
export interface OtherDie {
  readonly uid: string;
  readonly run: string;
  readonly time: string;
  /** How the run ended; `no-end` when it never came to say so. */
  readonly result: EndLine['result'] | 'no-end';
  readonly codes: readonly string[];
}

/** What a journal knows of other dies that a unit would be confused with. */
export interface OtherDies {
  /** Values that other dies have had, by a run that wrote them or may have. */
  readonly taken: readonly { readonly value: JournalValue; readonly die: OtherDie }[];
  /** Dies with the same OTP part. */
  readonly alike: { readonly dies: number; readonly last: OtherDie } | undefined;
  /** Those of `movedFrom` that have had a value of this unit. */
  readonly movedFrom: readonly string[];
}

/** Looks for dies that have had the values of a unit, or its OTP part. */
export function otherDies(view: JournalView, unit: UnitIdentity): OtherDies {
  const moved = new Set<string>();
  const taken = unit.values.flatMap((value) => {
    const id = valueId(unit.world, value);
    for (const uid of unit.movedFrom) if (uid !== unit.uid && lastRunOn(view, id, uid)) moved.add(uid);
    const [die] = diesBeside(view, id, unit, 1);
    return die ? [{ value, die }] : [];
  });
  return { taken, alike: alikeDies(view, unit), movedFrom: [...moved] };
}

function alikeDies(view: JournalView, unit: UnitIdentity): OtherDies['alike'] {
  if (unit.otp === undefined) return undefined;
  const id = otpId(unit.world, unit.otp);
  const [last, ...others] = diesBeside(view, id, unit, mostCounted);
  if (!last) return undefined;
  const dies = 1 + others.length;
  // With more of them each board of a line would cost more than the one before.
  const own = view.runsWith(id, unit.uid).next().done ? 0 : 1;
  return { last, dies: dies < mostCounted ? dies : Math.max(dies, view.dieCount(id) - own) };
}

/** Dies are counted one by one up to here; more are counted as they begin, whatever became of them. */
const mostCounted = 10;

function diesBeside(view: JournalView, id: ValueId, unit: UnitIdentity, most: number): readonly OtherDie[] {
  const scrapped = new Set([...unit.movedFrom, ...movedBefore(view, id)]);
  const found: OtherDie[] = [];
  for (const { uid } of view.diesWith(id)) {
    if (found.length >= most) break;
    if (uid === unit.uid || scrapped.has(uid)) continue;
    const die = lastRunOn(view, id, uid);
    if (die) found.push(die);
  }
  return found;
}

// A move that wrote nothing has moved nothing.
function movedBefore(view: JournalView, id: ValueId): readonly string[] {
  return [...view.movesOf(id)].flatMap((line) =>
    mayHaveBurntOtp(view.endOf(line.run)) ? (line.movedFrom ?? []) : [],
  );
}

/** The newest run that gave a value to a die, or may have. */
function lastRunOn(view: JournalView, id: ValueId, uid: string): OtherDie | undefined {
  for (const line of view.runsWith(id, uid)) {
    const end = view.endOf(line.run);
    if (mayHaveBurntOtp(end)) return otherDie(line, end);
  }
  return undefined;
}

function otherDie({ uid, run, time }: BeginLine, end: EndLine | undefined): OtherDie {
  return { uid, run, time, result: end?.result ?? 'no-end', codes: end?.codes ?? [] };
}
