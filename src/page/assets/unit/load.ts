import { get } from '../live/call.js';
import { change, current } from '../model.js';
import { t } from '../text.js';

/** Reads the unit that is asked for, as it is now. An answer that comes after another was asked for is dropped. */
export async function loadUnit(): Promise<void> {
  const asked = current().unit?.asked;
  if (asked === undefined) return;
  const answer = await get('GET /api/units/:id', asked);
  if (current().unit?.asked !== asked) return;
  change({
    unit: answer.ok
      ? { asked, found: answer.value }
      : { asked, problem: answer.status === 0 ? t('lost.title') : answer.text },
  });
}
