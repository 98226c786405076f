import type { OpenUnit } from '../../station/station-state.js';

/** A unit that somebody has to look after: which board it is, where it was last, and what to do. */
export function openUnitText({ unit, serial, uid, slot, station, next }: OpenUnit): string {
  const place = [slot === undefined ? '' : `slot ${slot}`, station ?? ''].filter(Boolean).join(' of ');
  const known = [`unit ${unit}`, serial ?? uid ?? '', place].filter(Boolean).join(', ');
  return `${known}: ${next}`;
}
