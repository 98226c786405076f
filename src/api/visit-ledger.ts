import { isStationAlive, type Ledger } from '../ledger/index.js';
import type { VisitLedger } from '../visit/index.js';

/** An open ledger as visits use it. Errors: LEDGER_KEY_MISSING, LEDGER_KEY_WRONG. */
export function visitLedger(ledger: Ledger): VisitLedger {
  const key = ledger.key();
  return {
    id: ledger.id,
    station: ledger.station.id,
    transaction: (work) => ledger.transaction(work),
    mac: (scope, bytes) => key.mac(scope, bytes),
    seal: (value, place) => key.seal(value, place),
    open: (sealed, place) => key.open(sealed, place),
    isStationAlive,
  };
}
