import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { writeAtomic } from '../files/write.js';
import { fileOfRun } from './run-lock.js';

/**
 * Keeps in the state folder that a run has done all that its line does behind the read-back; or all but a last program that sets
 * the protection, which then shows that this one ran as well. Errors: FILE_WRITE_FAILED.
 */
export function markAfter(run: string): Promise<void> {
  return writeAtomic(markOf(run), '');
}

export function isAfterMarked(run: string): boolean {
  return existsSync(markOf(run));
}

/** The run has an end in the ledger, or a program failed. */
export function unmarkAfter(run: string): Promise<void> {
  return rm(markOf(run), { force: true });
}

function markOf(run: string): string {
  return fileOfRun(run, 'after');
}
