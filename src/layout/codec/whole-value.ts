import { Script } from 'node:vm';
import { EndlessPattern } from './problem.js';

/** Matching takes microseconds; what takes as long as this would take forever. */
const deadlineMs = 2000;

/** Whether a text as a whole matches a pattern. Throws SyntaxError, and EndlessPattern. */
export type WholeMatch = (text: string) => boolean;

/** A test of whole values against a pattern of a layout, which may be any that JavaScript takes. Throws SyntaxError. */
export function wholeValue(pattern: string): WholeMatch {
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  return (text) => {
    if (isWatched) return expression.test(text);
    // A pattern such as (a+)+ can backtrack for longer than anybody waits, and nothing but a script can be stopped.
    const [match] = stoppable(() => expression.test(text)) ?? [];
    if (match !== undefined) return match;
    throw new EndlessPattern(
      `cannot be checked against the pattern ${pattern}, which tries ever more ways to match it: write the pattern ` +
        'without a repeat inside a repeat',
    );
  };
}

let isWatched = false;

/**
 * Work that matches many values, with one deadline for all of them, since a deadline for each takes longer than the match.
 * Undefined where it was stopped: its work is then lost wherever it was, and each value must be matched alone.
 */
export function matchingMany<T>(work: () => T): readonly [T] | undefined {
  isWatched = true;
  try {
    return stoppable(work);
  } finally {
    isWatched = false;
  }
}

/** What some work returns, or undefined where it has not come to its end in time. */
function stoppable<T>(work: () => T): readonly [T] | undefined {
  let result: readonly [T] | undefined;
  let failure: readonly [unknown] | undefined;
  // A script can be stopped, and sees nothing but globals.
  Reflect.set(globalThis, globalName, () => {
    try {
      result = [work()];
    } catch (error) {
      failure = [error];
    }
  });
  try {
    script.runInThisContext({ timeout: deadlineMs });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return undefined;
  } finally {
    Reflect.deleteProperty(globalThis, globalName);
  }
  if (failure) throw failure[0];
  return result;
}

const globalName = 'otpforgeWork';
const script = new Script(`${globalName}()`);

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
