import { defaultJournal } from '../journal/index.js';
import { parseProbeUri } from '../probe/index.js';
import { withConfig } from './config.js';

interface JournalFlags {
  readonly config?: string;
  readonly journal?: string | false;
}

/** Where a program run is recorded: flag, config, state folder; undefined for nowhere. */
export async function journalFile(probe: string, flags: JournalFlags): Promise<string | undefined> {
  const { journal } = await withConfig(flags);
  if (journal === false) return undefined;
  if (journal !== undefined) return journal;
  // A replayed trace reaches no chip.
  return parseProbeUri(probe).scheme === 'replay' ? undefined : defaultJournal();
}
