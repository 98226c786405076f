import { basename } from 'node:path';
import type { Bank } from '../bank/index.js';
import type { Layout } from '../layout/index.js';
import { commentText } from './c-text.js';
import { license } from './license.js';

/** What a file begins with: what it is, which command made it, and its license. */
export function comment({ title, file, bank }: Layout<Bank>, what: string): string {
  return [
    '/*',
    ` * ${what} ${commentText(title ?? bank.title)}.`,
    ` * Made by otpforge layout header from ${commentText(basename(file))}: change that, and make it again.`,
    ' *',
    ...`SPDX-License-Identifier: MIT-0\n\n${license}`.split('\n').map((line) => ` * ${line}`.trimEnd()),
    ' */',
  ].join('\n');
}
