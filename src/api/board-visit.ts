import type { Ledger } from '../ledger/index.js';
import { checkTrust } from '../line/index.js';
import { kindOf, type ProbeUri } from '../probe/index.js';
import type { VisitLedger } from '../visit/index.js';
import type { LineInputs } from './line-inputs.js';
import type { Hearing } from './listener.js';
import { withReady } from './target.js';
import type { VisitDocument } from './unit-document.js';
import { checkAsked } from './visit-asked.js';
import { type VisitOptions, visitWork } from './visit-die.js';
import { visitDocument } from './visit-document.js';
import { checkVisitNeeds } from './visit-needs.js';

export interface BoardVisitOptions extends VisitOptions, Hearing {
  readonly probe: ProbeUri;
}

/** The ledger of a line, which stays open from one board to the next. */
export interface OpenLedger {
  readonly ledger: Ledger;
  readonly visits: VisitLedger;
}

/**
 * One visit of a board with the inputs of many. Clock, pools, and what was left open before are looked at elsewhere. Errors:
 * those of `unit`, but for those of reading files.
 */
export async function visitBoard(
  { line, layout, device, banks, secrets, ...inputs }: LineInputs,
  { visits }: OpenLedger,
  options: BoardVisitOptions,
): Promise<VisitDocument> {
  const { probe: uri, stage = '', scans } = options;
  // A program that was trusted may have been replaced since.
  await checkTrust(line);
  checkAsked({ line, layout, stage, scans });
  checkVisitNeeds(line, uri);
  const ready = { uri, medium: kindOf(uri).medium, device, banks, layout, secrets };
  // A board whose file is gone was taken out.
  const { makesChip: _, ...work } = visitWork(line, visits, options);
  const found = await withReady(options, ready, inputs, work);
  return visitDocument(line, { stage, probe: uri }, found, []);
}
