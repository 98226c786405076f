import type { PlanUnitDocument } from '../burn/index.js';
import type { Tone } from '../text/tone.js';

const stateWords: Readonly<Record<PlanUnitDocument['state'], string>> = {
  skip: 'is there',
  burn: 'burn',
  conflict: 'CONFLICT',
  partial: 'PARTIAL',
  locked: 'LOCKED',
  damaged: 'DAMAGED',
  suspect: 'SUSPECT',
  unreadable: 'UNREADABLE',
};

/** What becomes of units that belong together: what is refused first, then what burns. */
export function planWord(units: readonly PlanUnitDocument[]): string {
  const refused = units.find(({ state }) => state !== 'burn' && state !== 'skip');
  if (refused) return stateWords[refused.state];
  const burnt = units.filter(({ state }) => state === 'burn');
  if (burnt.length > 0) return burnt.every(({ reason }) => reason === 'cut-short') ? 'burn again' : 'burn';
  return units.some(({ reason }) => reason === 'cut-short') ? 'accepted as it reads' : 'is there';
}

/** The meaning of a word that a row begins with. */
export function wordTone(word: string): Tone {
  if (/^[A-Z]/.test(word)) return 'fail';
  return /^(burn|lock)/.test(word) ? 'write' : 'quiet';
}
