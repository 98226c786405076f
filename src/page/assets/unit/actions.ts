import { postOnce } from '../live/call.js';
import { change, current } from '../model.js';
import { say, told } from '../notice.js';
import { t } from '../text.js';
import { loadUnit } from './load.js';

/** Prints the label of a unit once more. */
export async function reprint(unit: number): Promise<void> {
  const answer = await postOnce('POST /api/units/:id/reprint', String(unit), {});
  if (!told(answer, t('unknown'))) return;
  const waits = answer.value.result === 'waits';
  say({ isProblem: waits, text: t(waits ? 'unit.label-waits' : 'unit.label-printed') });
  await loadUnit();
}

/** Asks for the reason first. */
export function ask(kind: 'scrap' | 'release', unit: number): void {
  change({ decision: { kind, unit } });
}

export function leaveUndecided(): void {
  change({ decision: undefined });
}

export async function decide(reason: string): Promise<void> {
  const { decision } = current();
  if (decision === undefined || reason.trim() === '') return;
  leaveUndecided();
  const { kind, unit } = decision;
  const answer = await postOnce(`POST /api/units/:id/${kind}`, String(unit), { reason: reason.trim() });
  if (!told(answer, t('unknown'))) return;
  const done = { unit: answer.value.unit?.unit ?? '' };
  say({ isProblem: false, text: t(kind === 'scrap' ? 'unit.scrapped' : 'unit.released', done) });
  await loadUnit();
}
