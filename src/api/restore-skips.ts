import { type JsonValue, OtpforgeError } from '../errors/index.js';
import type { LedgerTransaction } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { count } from '../text/plural.js';
import { type Counter, countersOf } from './restore-counters.js';
import type { SeenValue } from './restore-evidence.js';
import { seenRows, skipList } from './restore-lists.js';

/** What a restore took out of a pool or a list. */
export interface Skipped {
  readonly name: string;
  readonly period?: string;
  /** Numbers of the pool. */
  readonly first?: number;
  readonly last?: number;
  /** Rows of the list. */
  readonly rows?: number;
  /** Rows that the list lacks, and that `ledger load` leaves out when they come; left out where there are none. */
  readonly owed?: number;
}

export interface SkipOptions {
  readonly lines: readonly Line[];
  /** Units that may have been made, by pool, list or field. */
  readonly skip: Readonly<Record<string, number>>;
  readonly reason: string;
  readonly seen: readonly SeenValue[];
  /** Units that this station knows to be missing, at least. */
  readonly lost: number;
  /** Nothing can be missing. */
  readonly isWhole: boolean;
}

/**
 * Raises the pools of a ledger above all that may have been issued, and takes rows out of its lists. Errors: LEDGER_SKIP for
 * a pool that is not named, or a count below what is known.
 */
export async function skipAll(tx: LedgerTransaction, options: SkipOptions): Promise<AllSkipped> {
  const { pools } = await import('../ledger/index.js');
  const counters = countersOf(options.lines, await pools(tx), options.seen, new Date(tx.now));
  const taken = [...counters.map(takenOf), ...(await listsOf(tx, options))];
  const counts = countsOf(taken, options);
  const skipped: Skipped[] = [];
  for (const each of taken)
    skipped.push(...(await each.skip(tx, counts.get(each.name) ?? 0, lostBy(options))));
  const units = taken.map(({ name, left }) => {
    const asked = counts.get(name) ?? 0;
    // What is used up issues no value a second time.
    return asked < left ? asked : Number.MAX_SAFE_INTEGER;
  });
  return { skipped, units: Math.min(Number.MAX_SAFE_INTEGER, ...units) };
}

export interface AllSkipped {
  readonly skipped: readonly Skipped[];
  /** Units that each pool and list has skipped, or all that it had left. */
  readonly units: number;
}

function lostBy({ reason }: SkipOptions): string {
  return `lost: ${reason}`;
}

/** What values are taken from, and how many of its units are known to be gone. */
interface Taken {
  readonly name: string;
  readonly fields: readonly string[];
  readonly left: number;
  readonly seen: number;
  readonly skip: (tx: LedgerTransaction, units: number, reason: string) => Promise<readonly Skipped[]>;
}

function takenOf(counter: Counter): Taken {
  const { name, fields, each, periods } = counter;
  return {
    name,
    fields,
    left: Math.max(...periods.map(({ left }) => left)),
    seen: Math.max(...periods.map(({ seen }) => seen)),
    skip: async (tx, units, reason) => {
      const { skipNumbers } = await import('../ledger/index.js');
      refuseStrange(counter, units);
      const skipped: Skipped[] = [];
      for (const { spec, left } of periods) {
        const numbers = Math.min(units, left) * each;
        if (numbers === 0) continue;
        const { first, last } = await skipNumbers(tx, spec, numbers, reason);
        skipped.push({ name, ...(spec.period !== undefined && { period: spec.period }), first, last });
      }
      return skipped;
    },
  };
}

/** Errors: LEDGER_SKIP for units that only the line of a counter can place. */
function refuseStrange({ name, isStrange, periods }: Counter, units: number): void {
  const isPlaced = periods.every(({ spec, left }) => spec.period === undefined && units <= left);
  if (!isStrange || units === 0 || isPlaced) return;
  throw new OtpforgeError('LEDGER_SKIP', {
    message: `${name} counts for a line that was not named, which may be in another period or range by now; nothing was changed`,
    remedy: 'Name the line with --also, as it was when the ledger was lost.',
    details: { pool: name },
  });
}

/** The lists of the ledger and of the lines, whose rows may all have been loaded after the backup. */
async function listsOf(
  tx: LedgerTransaction,
  { lines, seen: values }: SkipOptions,
): Promise<readonly Taken[]> {
  const { lists } = await import('../ledger/index.js');
  const drawings = lines.flatMap(({ sources }) =>
    sources.flatMap((source) => (source.kind === 'list' ? [source] : [])),
  );
  const names = new Set([...drawings.map(({ list }) => list), ...(await lists(tx))]);
  const taken: Taken[] = [];
  for (const name of [...names].toSorted()) {
    const own = drawings.filter(({ list }) => list === name);
    const seen = await seenRows(tx, name, own, values);
    taken.push({
      name,
      fields: own.map(({ field }) => field),
      left: Number.MAX_SAFE_INTEGER,
      seen: seen.length,
      skip: (within, units, reason) => skipList(within, name, { units, seen, reason }),
    });
  }
  return taken;
}

/** How many units are skipped, by pool and list. Errors: LEDGER_SKIP. */
function countsOf(
  taken: readonly Taken[],
  { skip, lost, isWhole }: SkipOptions,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [key, units] of Object.entries(skip)) {
    const found = taken.find(({ name }) => name === key) ?? taken.find(({ fields }) => fields.includes(key));
    if (!found) throw unknown(key, taken);
    counts.set(found.name, Math.max(units, counts.get(found.name) ?? 0));
  }
  const short = taken.flatMap(({ name, left, seen }) => {
    const needed = Math.min(left, Math.max(seen, lost, isWhole ? 0 : 1));
    const given = counts.get(name);
    return given === undefined || given < needed ? [{ name, needed, given }] : [];
  });
  if (short.length > 0) throw tooFew(short, lost);
  return counts;
}

interface Short {
  readonly name: string;
  readonly needed: number;
  readonly given: number | undefined;
}

function tooFew(short: readonly Short[], lost: number): OtpforgeError {
  const each = short.map(({ name, needed, given }) =>
    given === undefined
      ? `${name} is not named and needs ${needed} at least`
      : `${name} is ${given} and needs ${needed} at least`,
  );
  const why = lost > 0 ? `the stations remember at least ${count(lost, 'unit')} that the ledger lacks; ` : '';
  const needed: JsonValue = Object.fromEntries(short.map(({ name, needed: units }) => [name, units]));
  return new OtpforgeError('LEDGER_SKIP', {
    message: `the pools would issue values again: ${why}${each.join('; ')}; nothing was changed`,
    remedy: `Say how many units may have been made that the ledger does not know, rather too many: ${short.map(({ name, needed: units }) => `--skip ${name}=${units}`).join(' ')}`,
    details: { needed, lost },
  });
}

function unknown(key: string, taken: readonly Taken[]): OtpforgeError {
  const names = taken.map(({ name }) => name);
  return new OtpforgeError('LEDGER_SKIP', {
    message: `neither the ledger nor the line has a pool, list or counted field called ${key}; nothing was changed`,
    remedy: names.length === 0 ? 'Leave --skip out.' : `They are ${names.join(', ')}.`,
    details: { pool: key, pools: names },
  });
}
