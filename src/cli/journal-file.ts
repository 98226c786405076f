import type { HistoryOptions } from '../api/plan.js';
import { defaultJournal } from '../journal/index.js';
import { kindOf, type ProbeUri } from '../probe/index.js';

interface JournalChoice {
  readonly journal?: string | false | undefined;
  /** The project's file, where it is what decides. */
  readonly journalSetBy: string | undefined;
}

/** Where a program run is recorded: flag, config, state folder; and what of it people must hear. */
export function journalOptions(
  probe: ProbeUri,
  choice: JournalChoice,
): Pick<HistoryOptions, 'journal' | 'journalNote'> {
  // A replayed trace reaches no chip.
  if (choice.journal === undefined && kindOf(probe).medium === 'replayed') return {};
  return journalChoice(choice);
}

/** The same of what always means a chip. */
export function journalChoice({
  journal,
  journalSetBy: setBy,
}: JournalChoice): Pick<HistoryOptions, 'journal' | 'journalNote'> {
  if (journal === false) return { journalNote: { off: true, ...(setBy !== undefined && { setBy }) } };
  if (journal !== undefined) {
    return {
      journal,
      ...(setBy !== undefined && { journalNote: { file: journal, moved: true, setBy } }),
    };
  }
  return { journal: defaultJournal() };
}
