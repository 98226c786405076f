import { Script } from 'node:vm';
import { EndlessPattern } from './problem.js';

/** Matching takes microseconds; what takes as long as this would take forever. */
const deadlineMs = 2000;

/** Whether a text as a whole matches a pattern. Throws SyntaxError, and EndlessPattern. */
export type WholeMatch = (text: string) => boolean;

/** A test of whole values against a pattern of a layout, which may be any that JavaScript takes. Throws SyntaxError. */
export function wholeValue(pattern: string): WholeMatch {
  const { source, flags } = new RegExp(`^(?:${pattern})$`, 'u');
  const expression = `new RegExp(${JSON.stringify(source)}, ${JSON.stringify(flags)})`;
  return (text) => {
    // A pattern such as (a+)+ can backtrack for longer than anybody waits, and nothing but a script can be stopped.
    const script = new Script(`${expression}.test(${JSON.stringify(text)})`);
    try {
      return script.runInThisContext({ timeout: deadlineMs }) === true;
    } catch (error) {
      if (!isTimeout(error)) throw error;
      throw new EndlessPattern(
        `cannot be checked against the pattern ${pattern}, which tries ever more ways to match it: write the pattern ` +
          'without a repeat inside a repeat',
      );
    }
  };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
