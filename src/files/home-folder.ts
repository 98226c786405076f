import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/** The user's home folder; undefined where HOME is empty or relative: whatever is in the working folder is not a home. */
export function homeFolder(home = homedir()): string | undefined {
  return isAbsolute(home) ? home : undefined;
}
