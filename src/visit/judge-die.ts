import type { ContentKind } from './content.js';

/** What the ledger says of a die at one stage. */
export type LedgerState =
  | 'unknown'
  | 'reserved'
  | 'burning'
  | 'verified'
  | 'failed'
  | 'bound'
  | 'reported'
  | 'released'
  | 'scrapped';

/** What the chip holds, with what the ledger says of unique values that are on it. */
export type DieContent = ContentKind | 'taken' | 'unbound';

export interface DieCase {
  readonly content: DieContent;
  readonly state: LedgerState;
  /** A unit of the layout cannot be read, whatever values the others hold. */
  readonly isDamaged?: boolean;
  /** The ledger has the die at another stage. */
  readonly isKnown?: boolean;
  /** The visit that holds the claim is still running. */
  readonly isClaimLive?: boolean;
  /** A visit of the unit at another stage is still running: then there are two dies of one unique ID. */
  readonly isOtherLive?: boolean;
  /** A visit of the unit ended in UNPLANNED_CHANGE. */
  readonly isSetAside?: boolean;
  /** A read-back of units that were burnt into the die is on record: at this stage, or at another of which nothing is left. */
  readonly isBurnt?: boolean;
  /** The fields are in a reserved sector, which can be erased. */
  readonly isSector?: boolean;
  /** The read protection is the one that the line sets after a burn, and nothing else forbids to read or burn. */
  readonly isProtected?: boolean;
  /** Burn the same values into an erased sector again. */
  readonly rewrite?: boolean;
  /** The firmware of the verified unit was written again, and nobody knows that it is whole. */
  readonly isReworkOpen?: boolean;
  /** The same at another stage of the unit. */
  readonly isOtherReworkOpen?: boolean;
  /** Write the firmware of a verified unit again. */
  readonly rework?: boolean;
}

export type VisitRefusal =
  | 'UNIT_SCRAPPED'
  | 'UNIT_UNREADABLE'
  | 'IDENTITY_TAKEN'
  | 'IDENTITY_UNKNOWN'
  | 'IDENTITY_DIFFERS'
  | 'IDENTITY_ERASED'
  | 'UID_TWICE'
  | 'UNIT_BUSY'
  | 'REWORK_OPEN'
  | 'VERIFIED_UNIT_CHANGED';

export type DieVerdict =
  /** Nothing is written; VERIFIED_UNIT_CHANGED fails the unit as well. */
  | { readonly does: 'refuse'; readonly code: VisitRefusal }
  /** Nothing is written to it any more, whatever a bench reads of it. */
  | { readonly does: 'set-aside' }
  /** The die gets its unit number from the unbound value that it holds; then it is judged again. */
  | { readonly does: 'bind' }
  | { readonly does: 'allocate' }
  | { readonly does: 'burn' }
  /** Read only. */
  | { readonly does: 'again' }
  /** Firmware alone. */
  | { readonly does: 'rework' };

const settled: ReadonlySet<LedgerState> = new Set(['verified', 'reported', 'bound']);
const fresh: ReadonlySet<LedgerState> = new Set(['unknown', 'released']);

/** What needs a chip that can be burnt. */
const writes: ReadonlySet<DieVerdict['does']> = new Set(['allocate', 'burn', 'rework']);

/** What may end well although nobody asked for a rework. */
const passes: ReadonlySet<DieVerdict['does']> = new Set(['allocate', 'burn', 'again']);

/** What becomes of a die that is presented. */
export function judgeDie(die: DieCase): DieVerdict {
  const verdict = judged(die);
  if (die.isOtherLive && (verdict.does !== 'refuse' || verdict.code === 'VERIFIED_UNIT_CHANGED'))
    return refuse('UNIT_BUSY');
  if (die.isProtected && writes.has(verdict.does)) return refuse('UNIT_UNREADABLE');
  return die.isOtherReworkOpen && passes.has(verdict.does) ? refuse('REWORK_OPEN') : verdict;
}

/** One rule a line, the first that fits counts. */
function judged(die: DieCase): DieVerdict {
  const { content, state, isSector, isBurnt } = die;
  if (state === 'scrapped') return refuse('UNIT_SCRAPPED');
  if (die.isSetAside && !die.isClaimLive) return { does: 'set-aside' };
  // Its ledger and its unique ID are all that is left to judge it by.
  if (content === 'unreadable' && die.isProtected && state === 'verified' && !die.rework)
    return readAgain(die);
  if (content === 'unreadable') return refuse('UNIT_UNREADABLE');
  if ((content === 'damaged' || die.isDamaged) && state === 'unknown' && !die.isKnown)
    return refuse('UNIT_UNREADABLE');
  if (content === 'taken') return refuse('IDENTITY_TAKEN');
  if (content === 'unbound')
    return state === 'unknown' && !die.isKnown ? { does: 'bind' } : refuse('IDENTITY_TAKEN');
  if (content !== 'blank' && state === 'unknown')
    return refuse(die.isKnown ? 'IDENTITY_DIFFERS' : 'IDENTITY_UNKNOWN');
  if (content === 'foreign' || (content !== 'blank' && state === 'released'))
    return refuse('IDENTITY_DIFFERS');
  if (
    content === 'blank' &&
    isSector &&
    !die.rewrite &&
    (settled.has(state) || (isBurnt && fresh.has(state)))
  )
    return refuse('IDENTITY_ERASED');
  if (content === 'blank' && isSector && settled.has(state)) return { does: 'burn' };
  if (content === 'blank' && !isSector && (settled.has(state) || isBurnt)) return refuse('UID_TWICE');
  if (content === 'blank' && fresh.has(state)) return { does: 'allocate' };
  if (state !== 'verified') return die.isClaimLive ? refuse('UNIT_BUSY') : { does: 'burn' };
  if (content !== 'whole') return refuse('VERIFIED_UNIT_CHANGED');
  return die.rework ? { does: 'rework' } : readAgain(die);
}

function readAgain({ isReworkOpen }: DieCase): DieVerdict {
  return isReworkOpen ? refuse('REWORK_OPEN') : { does: 'again' };
}

function refuse(code: VisitRefusal): DieVerdict {
  return { does: 'refuse', code };
}
