import { isSector } from '../bank/index.js';
import type { ReadBytes } from '../layout/index.js';
import type { DieId, KnownStage, KnownUnit, LedgerTransaction, ValueOwner } from '../ledger/index.js';
import { bind, findUnit, ownerOf, productDiffers } from '../ledger/index.js';
import { checkStage } from './check-stage.js';
import { type Content, knownContent, unknownContent } from './content.js';
import { type DieVerdict, judgeDie, type LedgerState } from './judge-die.js';
import type { OwnUnit } from './own-unit.js';
import { type ScopedValue, uniqueOnChip } from './scoped-values.js';
import type { VisitSetup } from './setup.js';

/** A die as it was read. */
export interface PresentedDie {
  readonly die: DieId;
  /** Undefined where OTP cannot be read. */
  readonly read: ReadBytes | undefined;
  /** The line itself has protected it. */
  readonly isProtected: boolean;
}

/** What T1 asks of the rest of a visit. */
export interface TakeHooks {
  readonly ownOf: (unit: KnownUnit) => Promise<OwnUnit>;
  readonly mac: (scope: string, canonical: Uint8Array) => Uint8Array;
  readonly isClaimLive: (stage: KnownStage) => Promise<boolean>;
  /** Gives a new die its values. */
  readonly reserve: (tx: LedgerTransaction) => Promise<KnownUnit>;
}

export interface TakenUnit {
  readonly verdict: DieVerdict;
  readonly content: Content;
  readonly unit: KnownUnit | undefined;
  readonly stage: KnownStage | undefined;
  readonly isProtected: boolean;
  /** A stage of the unit that a running visit has claimed. */
  readonly live?: KnownStage;
  /** Who has unique values on the chip that are of another unit. */
  readonly owners: readonly OtherOwner[];
}

export interface OtherOwner {
  readonly value: ScopedValue;
  readonly of: ValueOwner;
}

/**
 * T1: finds the die, judges it, and gives it values where it is new and all that the layout touches is blank.
 * Errors: PRODUCT_DIFFERS, those of checkStage and of `reserve`.
 */
export async function takeUnit(
  tx: LedgerTransaction,
  setup: VisitSetup,
  presented: PresentedDie,
  hooks: TakeHooks,
): Promise<TakenUnit> {
  const found = await judged(tx, setup, presented, hooks);
  const { verdict, owners } = found;
  const [owner] = owners;
  if (verdict.does === 'bind' && owner) {
    await bind(tx, owner.of.unit, presented.die);
    // The die is known by now, so that nothing is bound a second time.
    return takeUnit(tx, setup, presented, hooks);
  }
  checkStage(setup, found);
  if (verdict.does !== 'allocate') return found;
  const reserved = await hooks.reserve(tx);
  return { ...found, unit: reserved, stage: stageOf(reserved, setup) };
}

async function judged(
  tx: LedgerTransaction,
  setup: VisitSetup,
  { die, read, isProtected }: PresentedDie,
  hooks: TakeHooks,
): Promise<TakenUnit> {
  const unit = await findUnit(tx, die);
  if (unit && unit.product !== setup.line.product) throw productDiffers(unit, setup.line.product);
  const stage = unit && stageOf(unit, setup);
  const found: Content = read ? await contentOf(setup, read, unit, hooks) : { kind: 'unreadable' };
  const owners = read ? await otherOwners(tx, setup, read, unit, hooks) : [];
  const live = unit && (await liveStage(unit, hooks));
  const verdict = judgeDie({
    content: owners.length === 0 ? found.kind : isBindable(owners) ? 'unbound' : 'taken',
    state: stateOf(unit, stage),
    isDamaged: found.kind === 'damaged',
    isKnown: unit !== undefined,
    isClaimLive: live !== undefined && live === stage,
    isOtherLive: live !== undefined && live !== stage,
    isBurnt: (stage?.burntOnRecord ?? false) || (read !== undefined && isEmptied(setup, read, unit)),
    isSetAside: unit?.isSetAside ?? false,
    isSector: isSector(setup.device.bank),
    isProtected,
    rewrite: setup.rewrite ?? false,
    rework: setup.rework ?? false,
    isReworkOpen: stage?.isReworkOpen ?? false,
    isOtherReworkOpen: openReworks(unit).some((each) => each !== stage),
  });
  return {
    verdict,
    content: found,
    unit,
    stage,
    isProtected,
    owners,
    ...(live && { live }),
  };
}

/** A stage of the unit that a running visit has claimed. */
export async function liveStage(
  { stages }: KnownUnit,
  { isClaimLive }: Pick<TakeHooks, 'isClaimLive'>,
): Promise<KnownStage | undefined> {
  for (const stage of stages) if (stage.state === 'burning' && (await isClaimLive(stage))) return stage;
  return undefined;
}

/** The stages at which a rework of the unit is open. */
export function openReworks(unit: KnownUnit | undefined): readonly KnownStage[] {
  return unit?.stages.filter(({ isReworkOpen }) => isReworkOpen) ?? [];
}

async function contentOf(
  setup: VisitSetup,
  read: ReadBytes,
  unit: KnownUnit | undefined,
  { ownOf }: TakeHooks,
): Promise<Content> {
  const { layout, stage } = setup;
  const isNewStage = unit !== undefined && !stageOf(unit, setup);
  const found = { layout, read, ...(stage !== '' && { stage, isNewStage }) };
  return unit ? knownContent(found, await ownOf(unit)) : unknownContent(found);
}

/** Whether nothing is left of what other stages have burnt. */
function isEmptied({ layout }: VisitSetup, read: ReadBytes, unit: KnownUnit | undefined): boolean {
  const isBurnt = unit?.stages.some(({ burntOnRecord, state }) => burntOnRecord || state === 'reported');
  return isBurnt === true && unknownContent({ layout, read }).kind === 'blank';
}

function stageOf({ stages }: KnownUnit, { stage }: Pick<VisitSetup, 'stage'>): KnownStage | undefined {
  return stages.find((each) => each.stage === stage);
}

function stateOf(unit: KnownUnit | undefined, stage: KnownStage | undefined): LedgerState {
  if (unit?.scrapped) return 'scrapped';
  const state = stage?.state ?? 'unknown';
  // An exported unit has no die until it is bound.
  return state === 'exported' ? 'bound' : state;
}

/** Who has the unique values on a chip that are of another unit than the die's. */
export async function otherOwners(
  tx: LedgerTransaction,
  { layout, line }: Pick<VisitSetup, 'layout' | 'line'>,
  read: ReadBytes,
  unit: KnownUnit | undefined,
  { mac }: Pick<TakeHooks, 'mac'>,
): Promise<readonly OtherOwner[]> {
  const owners = [];
  for (const value of uniqueOnChip(layout, read, line)) {
    const of = await ownerOf(tx, value.scope, mac(value.scope, value.canonical));
    if (of && of.unit !== unit?.unit) owners.push({ value, of });
  }
  return owners;
}

/** Whether all values are of one unit that has no die yet. */
export function isBindable(owners: readonly OtherOwner[]): boolean {
  const [first] = owners;
  return owners.every(({ of }) => isUnbound(of) && of.unit === first?.of.unit);
}

function isUnbound({ die, state }: ValueOwner): boolean {
  return die === undefined && (state === 'exported' || state === 'reported');
}
