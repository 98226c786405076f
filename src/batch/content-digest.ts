import { createHash } from 'node:crypto';
import type { VisitLedger } from '../visit/visit-ledger.js';
import type { UnitFile } from './unit-files.js';

/** What the names and contents of all files are known again by, but for the firmware. */
export class ContentDigest {
  readonly #hash = createHash('sha256');

  add({ name, parts }: UnitFile): void {
    this.#hash.update(`${name}\n${parts.own.length}\n`).update(parts.own);
  }

  /** Keyed, since a short secret could be found by trying. */
  end(ledger: Pick<VisitLedger, 'mac'>): string {
    return keyed(ledger, 'batch content', this.#hash.digest());
  }
}

/** The keyed hash of bytes, as text. */
export function keyed(ledger: Pick<VisitLedger, 'mac'>, scope: string, bytes: Uint8Array): string {
  return Buffer.from(ledger.mac(scope, bytes)).toString('hex');
}
