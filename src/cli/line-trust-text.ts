import type { LineTrustDocument } from '../api/line-trust.js';
import { shellWord } from './shell-word.js';
import { columns } from './table.js';

/** What a line runs, and which files of its folder take part. */
export function trustText({ line, covered, result }: LineTrustDocument): string {
  if (result === 'nothing') return `${line} runs no program of its own: there is nothing to trust`;
  const entries = covered.filter(({ kind }) => kind === 'entry');
  const files = covered.filter(({ kind }) => kind === 'file');
  return [
    `${line} runs these programs on this machine, as the user who starts otpforge:`,
    ...columns(
      entries.map(({ name, words = [] }) => [`  ${name}`, words.map((word) => shellWord(word)).join(' ')]),
    ),
    ...(files.length > 0 ? ['with these files, which are covered by their SHA-256:'] : []),
    ...columns(files.map(({ name, sha256 }) => [`  ${name}`, sha256])),
    ...endings[result],
  ].join('\n');
}

const endings = {
  asked: ['Look at each of them before you trust it. A change of one withdraws the trust.'],
  trusted: ['Trusted for this user from now on.'],
  already: ['Trusted already: nothing has changed.'],
};
