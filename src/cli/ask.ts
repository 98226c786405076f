import { createInterface } from 'node:readline/promises';
import { OtpforgeError } from '../errors/index.js';

/** Whether somebody sits at a terminal and can answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Asks questions on standard error, one after another. Errors: DECLINED when Ctrl-C or Ctrl-D ends them. */
export async function asking<T>(
  work: (ask: (question: string) => Promise<string>) => Promise<T>,
): Promise<T> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<never>((_, reject) => {
    lines.once('close', () =>
      reject(new OtpforgeError('DECLINED', { message: 'no answer was given; nothing was written' })),
    );
  });
  closed.catch(() => undefined);
  try {
    return await work(async (question) => (await Promise.race([lines.question(question), closed])).trim());
  } finally {
    lines.close();
  }
}

/** Asks at the terminal for a word, and says whether it was typed. Ctrl-C, Ctrl-D and `signal` answer no. */
export async function isTyped(word: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D close the line without an answer, which is one: no.
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const close = () => lines.close();
  signal.addEventListener('abort', close);
  try {
    const answer = await Promise.race([lines.question(`Type ${word} to go on: `), closed]);
    return answer.trim() === word;
  } finally {
    signal.removeEventListener('abort', close);
    lines.close();
  }
}
