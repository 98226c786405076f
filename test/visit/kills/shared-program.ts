import { madeOnce } from '../../support/made-once.js';
import { killableProgram, mainOf } from './program.js';

let program: Promise<string> | undefined;

/** What Node.js runs: the program that kills itself, made once for all test files of a run. */
export function sharedProgram(): Promise<string> {
  program ??= madeOnce('killable', killableProgram).then(mainOf);
  return program;
}
