import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { OtpforgeError } from '../errors/index.js';
import { isErrno, readTextIfThere } from '../files/read.js';
import { writeAtomic } from '../files/write.js';
import type { LedgerAddress } from './address.js';

/** The last event of a station that was seen in a ledger. */
export interface Head {
  readonly n: number;
  readonly hash: string;
}

/** What a station remembers of a ledger, outside of it. */
export interface Memory {
  readonly ledger: string;
  /** Where it was when this station last used it; files of an older otpforge lack it. */
  readonly address?: LedgerAddress;
  /** How often the ledger was restored. */
  readonly restored: number;
  /** By station. */
  readonly heads: Readonly<Record<string, Head>>;
  /** The number of its newest unit; files of an older otpforge lack it. */
  readonly units?: number;
}

const format = 'otpforge.station-ledger/1';

/** The IDs of the ledgers that a station has used. */
export async function knownLedgers(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'ledgers')).catch((error: unknown) => {
    if (isErrno(error) && error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
}

/** The memory of a ledger in a station's folder; undefined for a ledger that it has never seen. Errors: LEDGER_DAMAGED. */
export async function readMemory(folder: string, ledger: string): Promise<Memory | undefined> {
  const file = memoryFile(folder, ledger);
  const text = await readTextIfThere(file);
  if (text === undefined) return undefined;
  const memory = parse(text);
  if (memory?.ledger === ledger) return memory;
  throw new OtpforgeError('LEDGER_DAMAGED', {
    message: `${file}: what this station remembers of the ledger cannot be read`,
    remedy: 'Restore the file. Without it nobody can say whether the ledger was put back to an older state.',
    details: { file, ledger },
  });
}

/**
 * Writes what was seen, through to the disk, and returns all that is remembered now. Of two processes of a station either may
 * come last, so what is already known to be further stays. Errors: FILE_WRITE_FAILED, LEDGER_DAMAGED.
 */
export async function remember(folder: string, seen: Memory): Promise<Memory> {
  const known = await readMemory(folder, seen.ledger);
  if (known && isWithin(seen, known)) return known;
  const memory = newer(known, seen);
  await writeAtomic(memoryFile(folder, seen.ledger), `${JSON.stringify({ format, ...memory })}\n`, {
    mode: 0o600,
  });
  return memory;
}

/**
 * What a process that keeps a ledger open remembers of it. What comes while the file is written is written together
 * afterwards, so that many transactions at a time cost few writes.
 */
export class LedgerMemory {
  readonly #folder: string;
  readonly #write: typeof remember;
  /** In the file, by the last look at it; others only add to that. */
  #known: Memory;
  #wanted: Memory | undefined;
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(folder: string, known: Memory, write: typeof remember) {
    this.#folder = folder;
    this.#write = write;
    this.#known = known;
  }

  get known(): Memory {
    return this.#known;
  }

  /** Resolves when what was seen is on the disk. Errors: those of remember. */
  async add(seen: Memory): Promise<void> {
    if (isWithin(seen, this.#known)) return;
    this.#wanted = newer(this.#wanted, seen);
    this.#next ??= this.#last.catch(() => undefined).then(() => this.#writeWanted());
    this.#last = this.#next;
    await this.#next;
  }

  async #writeWanted(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    this.#next = undefined;
    if (wanted) this.#known = await this.#write(this.#folder, wanted);
  }
}

export function memoryFile(folder: string, ledger: string): string {
  return join(folder, 'ledgers', `${ledger}.json`);
}

function newer(known: Memory | undefined, seen: Memory): Memory {
  if (!known || known.restored < seen.restored) return seen;
  if (known.restored > seen.restored) return known;
  const stations = [...new Set([...Object.keys(known.heads), ...Object.keys(seen.heads)])].toSorted();
  const address = seen.address ?? known.address;
  const heads = stations.flatMap((station) => {
    const [a, b] = [known.heads[station], seen.heads[station]];
    const head = a && b ? (a.n > b.n ? a : b) : (a ?? b);
    return head ? [[station, head] as const] : [];
  });
  const units = Math.max(known.units ?? 0, seen.units ?? 0);
  return {
    ...seen,
    ...(address && { address }),
    heads: Object.fromEntries(heads),
    ...(units > 0 && { units }),
  };
}

function isWithin(seen: Memory, known: Memory): boolean {
  if (known.restored !== seen.restored) return known.restored > seen.restored;
  if (seen.address && !isDeepStrictEqual(seen.address, known.address)) return false;
  if ((seen.units ?? 0) > (known.units ?? 0)) return false;
  return Object.entries(seen.heads).every(([station, { n }]) => (known.heads[station]?.n ?? -1) >= n);
}

function parse(text: string): Memory | undefined {
  try {
    const { format: of = format, ledger, address, restored, heads, units = 0 } = JSON.parse(text) as Written;
    if (of !== format || !isAddress(address)) return undefined;
    if (!Number.isInteger(units)) return undefined;
    if (typeof ledger !== 'string' || typeof restored !== 'number' || typeof heads !== 'object')
      return undefined;
    const sound = Object.values(heads).every(
      ({ n, hash }) => Number.isInteger(n) && typeof hash === 'string',
    );
    return sound
      ? { ledger, ...(address && { address }), restored, heads, ...(units > 0 && { units }) }
      : undefined;
  } catch {
    return undefined;
  }
}

type Written = Partial<Memory> & { readonly format?: string };

function isAddress(address: Partial<Record<'engine' | 'file' | 'url', unknown>> | undefined): boolean {
  if (address === undefined) return true;
  return typeof (address.engine === 'sqlite' ? address.file : address.url) === 'string';
}
