import { getQuery } from '../live/call.js';
import { change, current, type ShiftWindow } from '../model.js';
import { t } from '../text.js';

const hour = 3_600_000;

/** The last so many hours, or from one time to another. */
export function windowOf(
  window: ShiftWindow,
  now = Date.now(),
): { readonly from: string; readonly to: string } {
  if (window.kind === 'between') return { from: window.from, to: window.to };
  return { from: new Date(now - window.hours * hour).toISOString(), to: new Date(now).toISOString() };
}

/** Reads the numbers of the window that is asked for. */
export async function loadShift(
  window: ShiftWindow = current().shift?.window ?? { kind: 'last', hours: 8 },
): Promise<void> {
  change({ shift: { ...current().shift, window } });
  const answer = await getQuery('GET /api/report', windowOf(window));
  if (current().shift?.window !== window) return;
  change({
    shift: answer.ok
      ? { window, report: answer.value }
      : { window, problem: answer.status === 0 ? t('lost.title') : answer.text },
  });
}
