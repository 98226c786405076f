import type { PlanDocument } from '../burn/index.js';
import type { Ledger } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { kindOf, parseProbeUri } from '../probe/index.js';
import type { RehearseWhen } from '../rehearsal/index.js';
import { lineProbe } from './line-probe.js';
import { type Hearing, hearing } from './listener.js';
import { lowPools } from './low-pools.js';
import { openLine } from './open-line.js';
import {
  bankFolders,
  callback,
  checkOptions,
  flag,
  need,
  object,
  oneOf,
  type Shape,
  signal,
  text,
} from './options/index.js';
import { prepare, type TargetOptions, withTarget } from './target.js';
import type { VisitDocument } from './unit-document.js';
import { visitWork } from './visit-die.js';
import { visitDocument } from './visit-document.js';
import { visitLedger } from './visit-ledger.js';

export interface UnitOptions extends Pick<TargetOptions, 'banks' | 'trace' | 'note' | 'onEvent'> {
  /** The file of the line, line.yaml. */
  readonly line: string;
  /** The slot of the line; its only one unless given. */
  readonly slot?: string;
  /** A probe URI instead of a slot's. */
  readonly probe?: string;
  /** The stage of the layout that is burnt. */
  readonly stage?: string;
  /** What was scanned, by field. */
  readonly scans?: Readonly<Record<string, string>>;
  readonly operator?: string;
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
  /** Shown the plan before anything is written; false declines, and the values stay reserved for the die. */
  readonly confirm: (plan: PlanDocument) => boolean | Promise<boolean>;
  /** The record of program runs, with `{day}` for a file a day. */
  readonly journal: string;
  /** Burn the same values into an erased reserved sector again. */
  readonly rewrite?: boolean;
  /** Write the firmware of a verified unit again. */
  readonly rework?: boolean;
  readonly signal?: AbortSignal;
  readonly onWrite?: () => void;
  readonly rehearse?: RehearseWhen;
  /** Leave the core halted instead of letting the firmware run at the end. */
  readonly leaveHalted?: boolean;
}

const shape: Shape<UnitOptions> = {
  line: need(text),
  slot: text,
  probe: text,
  stage: text,
  scans: object('an object of texts'),
  operator: text,
  ledgerKey: text,
  confirm: need(callback()),
  journal: need(text),
  rewrite: flag,
  rework: flag,
  signal,
  onWrite: callback(),
  rehearse: oneOf(true, false, 'first'),
  leaveHalted: flag,
  banks: bankFolders,
  trace: text,
  note: callback(),
  onEvent: callback(),
};

/**
 * Takes one die of a production line through its ledger: finds it or gives it values, claims it, burns it, reads it back and
 * records it. Errors: those of openLine, of `program`, and of `visit`.
 */
export async function unit(options: UnitOptions): Promise<VisitDocument> {
  checkOptions('unit', options, shape);
  const heard = hearing(options);
  const { slot, probe } = await lineProbe(options.line, options);
  const medium = kindOf(parseProbeUri(probe)).medium === 'silicon' ? 'silicon' : 'simulated';
  const { line, ledger } = await openLine(options.line, {
    medium,
    ...(options.ledgerKey !== undefined && { ledgerKey: options.ledgerKey }),
  });
  try {
    return await visited(line, ledger, { ...heard, slot, probe });
  } finally {
    await ledger.close();
  }
}

async function visited(
  line: Line,
  ledger: Ledger,
  options: UnitOptions & Hearing & { readonly slot: string; readonly probe: string },
): Promise<VisitDocument> {
  const { checkLine, checkTrust } = await import('../line/index.js');
  const { scans = {}, note, ...rest } = options;
  const visits = visitLedger(ledger);
  const target = { ...rest, note, device: line.device, layout: line.layout };
  await checkTrust(line);
  const { layout } = await prepare(target, []);
  if (layout) for (const warning of checkLine(line, layout)) note(warning.message);
  await ledger.checkClock();
  const stop = await ledger.keepAlive();
  try {
    const work = visitWork(line, visits, { ...rest, note, scans: new Map(Object.entries(scans)) });
    const found = await withTarget(target, work);
    // The unit is recorded, whether or not the ledger answers once more.
    const low =
      found.result === 'verified' && layout ? await lowPools({ line, layout }, visits).catch(() => []) : [];
    for (const { message } of low) note(message);
    return visitDocument(line, options, found, low);
  } finally {
    stop();
  }
}
