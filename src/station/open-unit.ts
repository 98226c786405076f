import type { KnownStage, KnownUnit } from '../ledger/index.js';
import type { OpenUnit } from './station-state.js';

/** A unit that somebody has to look after, as it is shown. */
export function openUnit(
  { unit, die, stages }: Pick<KnownUnit, 'unit' | 'die' | 'stages'>,
  serial: string | undefined,
): OpenUnit {
  const open = stages.find((stage) => isOpen(stage)) ?? stages[0];
  if (!open) throw new Error(`unit ${unit} has no stage`);
  const { stage, state, claim } = open;
  return {
    unit,
    ...(die && { uid: die.uid }),
    ...(serial !== undefined && { serial }),
    stage,
    state,
    ...(claim && { slot: claim.slot, station: claim.station }),
    next: nextOf(open),
  };
}

export function isOpen({ state, shown }: KnownStage): boolean {
  return state === 'reserved' || state === 'burning' || state === 'failed' || !shown;
}

function nextOf({ state, isReworkOpen }: KnownStage): string {
  if (state === 'reserved') return 'Present the board: its values are kept for it, and nothing is burnt.';
  if (state === 'burning') return 'Present the board: nobody knows how its burn ended.';
  if (state === 'failed') return 'Present the board again, or scrap the unit.';
  if (isReworkOpen) return 'Present the board again: its firmware may not be whole.';
  return 'Present the board again: it is recorded, and nobody was shown that.';
}
