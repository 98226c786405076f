import { kindOf, parseProbeUri } from '../probe/index.js';
import { type LedgerChangeOptions, reasonText } from './ledger-change.js';
import { type LineProbeOptions, lineProbe } from './line-probe.js';
import { bankFolders, callback, need, type Shape, text } from './options/index.js';
import type { TargetOptions } from './target.js';

/** What a decision about a die on a probe takes. */
export interface DieOptions
  extends LedgerChangeOptions,
    LineProbeOptions,
    Pick<TargetOptions, 'banks' | 'trace' | 'note' | 'onEvent'> {}

export const dieShape: Shape<DieOptions> = {
  reason: need(reasonText),
  ledgerKey: text,
  slot: text,
  probe: text,
  banks: bankFolders,
  trace: text,
  note: callback(),
  onEvent: callback(),
};

/** The probe of a die, and how the ledger is opened for it. Errors: SLOT_NEEDED, PROBE_URI, and those of loadLine. */
export async function dieProbe(file: string, options: DieOptions) {
  const { ledgerKey } = options;
  const { probe } = await lineProbe(file, options);
  const medium = kindOf(parseProbeUri(probe)).medium === 'silicon' ? 'silicon' : 'simulated';
  const opening = { medium, ...(ledgerKey !== undefined && { ledgerKey }) } as const;
  return { probe, opening };
}
