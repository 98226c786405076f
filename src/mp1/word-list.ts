import { OtpforgeError } from '../errors/index.js';
import { wordCount } from './words.js';

/** The words that arguments name, each `word=57`, `word=0x39` or `word=57,58`, in order. Errors: MP1_WORD. */
export function parseWordList(args: readonly string[]): readonly number[] {
  const words = args.flatMap((arg) => {
    const [, ids] = /^word=(.+)$/.exec(arg) ?? [];
    if (ids === undefined) throw wordError(arg);
    return ids.split(',').map((id) => parseWord(id, arg));
  });
  return [...new Set(words)].sort((a, b) => a - b);
}

function parseWord(id: string, arg: string): number {
  const word = /^(?:\d{1,2}|0x[0-9A-Fa-f]{1,2})$/.test(id) ? Number(id) : wordCount;
  if (word >= wordCount) throw wordError(arg);
  return word;
}

function wordError(arg: string): OtpforgeError {
  return new OtpforgeError('MP1_WORD', {
    message: `${arg} does not name a word`,
    remedy: `Write word=57, word=0x39 or word=57,58: words are 0 to ${wordCount - 1}.`,
    details: { argument: arg },
  });
}
