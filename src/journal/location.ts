import { join } from 'node:path';
import { stateFolder } from '../files/state-folder.js';

/** The journal of this user, where nobody names another. */
export function defaultJournal(): string {
  return join(stateFolder(), 'journal.jsonl');
}
