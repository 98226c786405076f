import { randomUUID } from 'node:crypto';
import { OtpforgeError } from '../errors/index.js';
import { version } from '../files/version.js';
import type { EraseEntry } from './line.js';

/** What a journal keeps of an erase beside its outcome. */
export type EraseFacts = Omit<EraseEntry, 'state' | 'time' | 'version' | 'run' | 'result' | 'codes'>;

/**
 * Does an erase with a line in the journal before it and one after it. Errors: those of the erase; those of `append`
 * before it. A line that cannot be written after it is noted.
 */
export async function recordErase(
  facts: EraseFacts,
  append: (entry: EraseEntry) => Promise<unknown>,
  note: (text: string) => void,
  erase: () => Promise<void>,
): Promise<void> {
  const run = randomUUID();
  const line = (result: EraseEntry['result'], codes: readonly string[] = []) =>
    append({
      state: 'erase',
      time: new Date().toISOString(),
      version: version(),
      run,
      ...facts,
      result,
      codes,
    });
  const last = (...outcome: Parameters<typeof line>) =>
    line(...outcome).catch((error: unknown) => {
      note(
        `the end of this erase is not in the journal: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  await line('begun');
  try {
    await erase();
  } catch (error) {
    await last('failed', [error instanceof OtpforgeError ? error.code : 'INTERNAL']);
    throw error;
  }
  await last('blank');
}
