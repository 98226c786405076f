import type { KnownUnit } from '../ledger/index.js';
import type { ValueKeeper } from './new-value.js';
import type { VisitLedger } from './visit-ledger.js';

/** Opens what the ledger keeps sealed of a field. */
export type OpenSealed = (field: string, sealed: Uint8Array) => string;

/** The unit and its generation, for which values are sealed. */
export type Sealed = Pick<KnownUnit, 'unit' | 'generation'>;

/** How the values of one unit are kept. */
export function valueKeeper(ledger: VisitLedger, { unit, generation }: Sealed): ValueKeeper {
  return {
    mac: (scope, canonical) => ledger.mac(scope, canonical),
    seal: (field, text) => ledger.seal(Buffer.from(text), { unit, generation, field }),
  };
}

export function opener(ledger: VisitLedger, { unit, generation }: Sealed): OpenSealed {
  return (field, sealed) => Buffer.from(ledger.open(sealed, { unit, generation, field })).toString();
}

/** The keyed hash of the bytes of a field. */
export function contentMacOf(ledger: VisitLedger): (bytes: Uint8Array) => string {
  return (bytes) => Buffer.from(ledger.mac('content', bytes)).toString('hex');
}
