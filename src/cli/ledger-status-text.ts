import type { LedgerStatusDocument } from '../api/ledger-status.js';
import { count } from '../text/plural.js';

/** Where a ledger is, how far its pools have come and which units are open. */
export function ledgerStatusText(status: LedgerStatusDocument): string {
  const { at, ledger, medium, station, key, pools, open } = status;
  const dies = medium === undefined ? '' : ` for ${medium === 'silicon' ? 'real' : 'simulated'} chips`;
  return [
    `${at}: ledger ${ledger}${dies}`,
    `station ${station}, ${key === undefined ? 'which does not have the key' : `with the key ${key.slice(0, 16)}`}`,
    ...pools.map(
      ({ name, period, next }) => `${name}${period === '' ? '' : ` of ${period}`}: next is ${next}`,
    ),
    count(open.length, 'open unit') + (open.length === 0 ? '' : `: ${open.join(', ')}`),
  ].join('\n');
}
