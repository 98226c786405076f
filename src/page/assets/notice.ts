import type { Answer } from './live/call.js';
import { change, current, type Notice } from './model.js';
import { t } from './text.js';

/** Milliseconds. */
const shownFor = { problem: 8_000, other: 4_000 };

/** Shows what came of something, for a while. */
export function say(notice: Notice): void {
  change({ notice });
  setTimeout(
    () => {
      if (current().notice === notice) change({ notice: undefined });
    },
    notice.isProblem ? shownFor.problem : shownFor.other,
  );
}

/** Shows what was wrong with an answer, or `lost` where none came. Returns whether nothing was. */
export function told<T>(
  answer: Answer<T>,
  lost = t('lost.title'),
): answer is Extract<Answer<T>, { ok: true }> {
  if (!answer.ok) say({ isProblem: true, text: answer.status === 0 ? lost : answer.text });
  return answer.ok;
}
