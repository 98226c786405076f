import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { remove } from '../../files/remove.js';
import { backupLedger, type LedgerAddress } from '../../ledger/index.js';
import type { Backup } from '../../line/index.js';

export interface BackupParts {
  readonly product: string;
  readonly address: LedgerAddress;
  readonly backup: Backup;
  readonly now?: () => Date;
  /** Something else is to be shown: look at `warning`. */
  readonly onChange?: () => void;
}

/** Backups of a station's ledger, which it makes by itself. One that fails stops nothing, and is a warning until one is made. */
export class Backups {
  readonly #parts: BackupParts;
  #warning: { readonly code: string; readonly message: string } | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: BackupParts) {
    this.#parts = parts;
  }

  get warning(): { readonly code: string; readonly message: string } | undefined {
    return this.#warning;
  }

  /** Looks every minute until the signal is aborted. Resolves when nothing is being written any more. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.makeIfDue();
      await pause(lookMs, signal);
    }
  }

  /** Makes one where the newest is older than it should be, reads it back, and removes what is more than are kept. */
  makeIfDue(): Promise<void> {
    this.#running ??= this.#makeIfDue().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #makeIfDue(): Promise<void> {
    const { address, product, backup, now = () => new Date() } = this.#parts;
    const { to, everyMinutes, keep } = backup;
    try {
      const time = now();
      // One of a clock that was ahead says nothing of when the last one was made.
      const made = (await backupsIn(to, product)).filter((each) => each.time <= time.getTime());
      const last = made.at(-1);
      if (last && time.getTime() - last.time < everyMinutes * 60_000) return;
      const file = join(to, `${product}-${stampOf(time)}.db`);
      await backupLedger(address, file);
      for (const { name } of made.slice(0, Math.max(0, made.length + 1 - keep))) await remove(join(to, name));
      this.#warn(undefined);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#warn({ code: 'BACKUP_FAILED', message: `there is no new backup of the ledger: ${message}` });
    }
  }

  #warn(warning: Backups['warning']): void {
    const isSame = this.#warning?.message === warning?.message;
    this.#warning = warning;
    if (!isSame) this.#parts.onChange?.();
  }
}

const lookMs = 60_000;

/** Those of a product, the oldest first. */
async function backupsIn(
  folder: string,
  product: string,
): Promise<readonly { readonly name: string; readonly time: number }[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => name.startsWith(`${product}-`))
    .flatMap((name) => {
      const [, day, hour, minute, second] =
        /^(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z\.db$/.exec(name.slice(product.length + 1)) ?? [];
      const time = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
      return Number.isNaN(time) ? [] : [{ name, time }];
    })
    .toSorted((a, b) => a.time - b.time);
}

/** "2026-11-29T184500Z": in UTC, without what file systems refuse. */
function stampOf(time: Date): string {
  return `${time.toISOString().slice(0, 19).replaceAll(':', '')}Z`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
