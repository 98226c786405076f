import { join } from 'node:path';
import { stateFolder } from '../files/state-folder.js';

/** The journal of this user, where nobody names another: a file a day, the first of them behind the `journal.jsonl` of older versions. */
export function defaultJournal(): string {
  return join(stateFolder(), 'journal-{day}.jsonl');
}
