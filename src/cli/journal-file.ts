import { defaultJournal } from '../journal/index.js';
import { kindOf, type ProbeUri } from '../probe/index.js';

/** Where a program run is recorded: flag, config, state folder; undefined for nowhere. */
export function journalFile(
  probe: ProbeUri,
  { journal }: { readonly journal?: string | false | undefined },
): string | undefined {
  if (journal === false) return undefined;
  if (journal !== undefined) return journal;
  // A replayed trace reaches no chip.
  return kindOf(probe).medium === 'replayed' ? undefined : defaultJournal();
}
