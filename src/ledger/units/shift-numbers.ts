/** A visit that has ended, as the ledger has it. */
export interface EndedVisit {
  /** None where the chip could not be read. */
  readonly uid?: string;
  readonly order?: string;
  readonly stage: string;
  readonly station: string;
  readonly slot: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
  readonly result: string;
  readonly codes: readonly string[];
}

/** Numbers of some visits, and of the dies that were first seen in them. Yields are shares of 1, left out without units. */
export interface ShiftCounts {
  /** Dies first seen. */
  readonly units: number;
  /** Of these, verified at the first visit, and verified at the end. */
  readonly firstPass: number;
  readonly verified: number;
  readonly firstPassYield?: number;
  readonly finalYield?: number;
  /** Later visits of these dies, without those that only read or reworked a verified one. */
  readonly retests: number;
  /** Of visits that ended verified; left out without any. */
  readonly medianMs?: number;
  readonly p95Ms?: number;
}

export interface ShiftNumbers extends ShiftCounts {
  readonly from: string;
  readonly to: string;
  /** Verified units in an hour of the window. */
  readonly perHour: number;
  /** How many visits each code ended, the most frequent first. */
  readonly pareto: readonly { readonly code: string; readonly count: number }[];
  /** By the hour in which a visit ended, those without visits left out; `hour` is its begin in UTC. */
  readonly hours: readonly ({ readonly hour: string } & ShiftCounts)[];
  readonly slots: readonly ({ readonly station: string; readonly slot: string } & ShiftCounts)[];
}

export interface Window {
  readonly from: string;
  readonly to: string;
  /** Dies that were seen before it. */
  readonly known: ReadonlySet<string>;
  readonly station?: string | undefined;
  readonly slot?: string | undefined;
  readonly order?: string | undefined;
}

/** The numbers of the visits that ended in a window, which come in the order of their ends. */
export function numbersOf(visits: readonly EndedVisit[], window: Window): ShiftNumbers {
  const { from, to } = window;
  const here = visits.filter((visit) => isHere(visit, window));
  const dies = newDies(visits, window);
  const total = countsOf(here, dies);
  const hours = (Date.parse(to) - Date.parse(from)) / hourMs;
  return {
    ...{ from, to, ...total },
    perHour: hours > 0 ? total.verified / hours : 0,
    pareto: paretoOf(here),
    hours: groups(here, dies, hourOf).map(([hour, counts]) => ({ hour, ...counts })),
    slots: groups(here, dies, ({ station, slot }) => JSON.stringify([station, slot])).map(([key, counts]) => {
      const [station, slot] = JSON.parse(key) as [string, string];
      return { station, slot, ...counts };
    }),
  };
}

/** A die that was first seen in the window, with what came of it. */
interface NewDie {
  readonly first: EndedVisit;
  retests: number;
  isVerified: boolean;
}

function newDies(visits: readonly EndedVisit[], window: Window): readonly NewDie[] {
  const dies = new Map<string, NewDie>();
  for (const visit of visits) {
    const { uid } = visit;
    if (uid === undefined || window.known.has(uid)) continue;
    const die = dies.get(uid);
    if (!die) {
      dies.set(uid, { first: visit, retests: 0, isVerified: isGood(visit) });
    } else if (visit.stage === die.first.stage) {
      if (!readsOnly.has(visit.result)) die.retests += 1;
      if (decides.has(visit.result)) die.isVerified = isGood(visit);
    }
  }
  return [...dies.values()].filter(({ first }) => isHere(first, window));
}

function isHere(visit: EndedVisit, { station, slot, order }: Window): boolean {
  return (
    (station === undefined || visit.station === station) &&
    (slot === undefined || visit.slot === slot) &&
    (order === undefined || visit.order === order)
  );
}

/** A unit that another system verified is only read at its first visit. */
function isGood({ result }: EndedVisit): boolean {
  return result === 'verified' || readsOnly.has(result);
}

const readsOnly: ReadonlySet<string> = new Set(['again', 'reworked']);

/** A visit that was refused leaves a verified unit as it is. */
const decides: ReadonlySet<string> = new Set(['verified', ...readsOnly, 'failed', 'rework failed']);

function countsOf(visits: readonly EndedVisit[], dies: readonly NewDie[]): ShiftCounts {
  const units = dies.length;
  const firstPass = dies.filter(({ first }) => isGood(first)).length;
  const verified = dies.filter(({ isVerified }) => isVerified).length;
  const cycles = visits
    .filter(({ result }) => result === 'verified')
    .map(({ began, ended }) => ended - began)
    .toSorted((a, b) => a - b);
  const [medianMs, p95Ms] = [median(cycles), cycles[Math.ceil(0.95 * cycles.length) - 1]];
  return {
    ...{ units, firstPass, verified },
    ...(units > 0 && { firstPassYield: firstPass / units, finalYield: verified / units }),
    retests: dies.reduce((sum, { retests }) => sum + retests, 0),
    ...(medianMs !== undefined && { medianMs }),
    ...(p95Ms !== undefined && { p95Ms }),
  };
}

function median(sorted: readonly number[]): number | undefined {
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function paretoOf(visits: readonly EndedVisit[]): ShiftNumbers['pareto'] {
  const counts = new Map<string, number>();
  for (const { codes } of visits)
    for (const code of new Set(codes)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

/** The numbers of visits by a text of theirs, in its order; a die belongs to its first visit. */
function groups(
  visits: readonly EndedVisit[],
  dies: readonly NewDie[],
  keyOf: (visit: EndedVisit) => string,
): readonly (readonly [string, ShiftCounts])[] {
  const visitsBy = grouped(visits, keyOf);
  const diesBy = grouped(dies, ({ first }) => keyOf(first));
  return [...visitsBy]
    .map(([key, some]) => [key, countsOf(some, diesBy.get(key) ?? [])] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function grouped<T>(list: readonly T[], keyOf: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(keyOf(each));
    if (group) group.push(each);
    else groups.set(keyOf(each), [each]);
  }
  return groups;
}

function hourOf({ ended }: EndedVisit): string {
  return new Date(Math.floor(ended / hourMs) * hourMs).toISOString();
}

const hourMs = 3_600_000;
