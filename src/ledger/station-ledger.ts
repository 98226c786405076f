import { OtpforgeError } from '../errors/index.js';
import type { LedgerAddress } from './address.js';
import type { Database, Transaction } from './database.js';
import { addEvent } from './events.js';
import type { LedgerKey } from './key.js';
import type { Ledger } from './ledger.js';
import { ledgerTime, refuseOldClock } from './ledger-clock.js';
import { newestUnitOf, newestUnitQuery } from './ledger-end.js';
import type { LedgerTransaction, NewEvent } from './ledger-transaction.js';
import { type Head, LedgerMemory, type Memory, remember } from './memory.js';
import { metaOf, metaQuery, timesRestored } from './meta.js';
import { closingIfRolledBack, refuseRolledBack } from './rolled-back.js';
import type { Station } from './station.js';
import { addStation, headsOf, headsQuery, showLife } from './station-row.js';

export interface OpenedLedger {
  readonly id: string;
  readonly address: LedgerAddress;
  /** Where the station looks for it next time. */
  readonly remembered: LedgerAddress;
  readonly station: Station;
  readonly database: Database;
  /** Or why it is not there. */
  readonly key: LedgerKey | OtpforgeError;
  readonly now: (() => Date) | undefined;
  /** For a command that sets a ledger right which was rolled back. */
  readonly inSpite: boolean;
}

/** A ledger whose guards let a station in. */
export class StationLedger implements Ledger {
  readonly id: string;
  readonly address: LedgerAddress;
  readonly station: Station;
  readonly database: Database;
  readonly #opened: OpenedLedger;
  readonly #memory: LedgerMemory;

  constructor(opened: OpenedLedger, memory: Memory) {
    this.id = opened.id;
    this.address = opened.address;
    this.station = opened.station;
    this.database = opened.database;
    this.#opened = opened;
    this.#memory = new LedgerMemory(opened.station.folder, memory, remember);
  }

  key(): LedgerKey {
    const { key } = this.#opened;
    if (key instanceof OtpforgeError) throw key;
    return key;
  }

  async transaction<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T> {
    const { value, seen } = await closingIfRolledBack(this.database, this.#memory.known, () =>
      this.database.transaction(async (tx) => {
        const seen = await this.#see(tx, this.#onlyOwn());
        const end = { heads: new Map(Object.entries(seen.heads)), units: seen.units ?? 0 };
        const value = await work(await this.#ledgerTransaction(tx, end));
        if (this.#opened.inSpite) return { value, seen: await this.#see(tx) };
        return { value, seen: { ...seen, heads: Object.fromEntries(end.heads), units: end.units } };
      }),
    );
    await this.#memory.add(seen);
    return value;
  }

  checkClock(): Promise<void> {
    return this.database.transaction(async (tx) =>
      refuseOldClock(tx, await ledgerTime(tx, this.#opened.now)),
    );
  }

  async keepAlive(): Promise<() => void> {
    const beat = async () => {
      await this.transaction(showLife);
      await this.#seeOthers();
    };
    await beat();
    // A beat that fails makes this station look dead for a while; the visit's own transactions report why.
    const timer = setInterval(() => beat().catch(() => undefined), beatMs).unref();
    return () => clearInterval(timer);
  }

  close(): Promise<void> {
    return this.database.close();
  }

  async #seeOthers(): Promise<void> {
    const seen = await this.database.transaction((tx) => this.#see(tx));
    await this.#memory.add(seen);
  }

  /** The last events of all stations, or of one, unless the ledger went back in time. */
  async #see(tx: Transaction, station?: string): Promise<Memory> {
    const isOfAll = station === undefined;
    const [metaRows = [], headRows = [], unitRows] = await tx.allOf(
      ...[metaQuery, headsQuery(station)],
      ...(isOfAll ? [newestUnitQuery] : []),
    );
    const [meta, heads] = [metaOf(metaRows), headsOf(headRows)];
    const stations = isOfAll ? undefined : [station];
    if (!this.#opened.inSpite) await refuseRolledBack(tx, meta, this.#memory.known, heads, stations);
    const { id: ledger, remembered: address } = this.#opened;
    return {
      ...{ ledger, address, restored: timesRestored(meta), heads: Object.fromEntries(heads) },
      ...(isOfAll && { units: newestUnitOf(unitRows) }),
    };
  }

  /** PostgreSQL would end one of two transactions that read the rows of each other's stations. */
  #onlyOwn(): string | undefined {
    return this.database.engine === 'postgres' ? this.station.id : undefined;
  }

  /** Keeps the station's last event and the newest unit in `end`. */
  async #ledgerTransaction(
    tx: Transaction,
    end: { readonly heads: Map<string, Head>; units: number },
  ): Promise<LedgerTransaction> {
    const [station, now] = [this.station.id, await ledgerTime(tx, this.#opened.now)];
    // Its row may be missing where another station has opened an older ledger again.
    if (!end.heads.has(station)) await addStation(tx, this.id, station, now);
    const add = async (event: NewEvent) => {
      end.heads.set(station, await addEvent(tx, station, now, event));
      end.units = Math.max(end.units, event.lastUnit ?? event.unit ?? 0);
    };
    return { ...tx, station, now, addEvent: add };
  }
}

const beatMs = 10_000;
