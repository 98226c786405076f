import { readSmallText } from '../files/read-small.js';
import type { Line } from './line.js';
import { type LineProblem, lineInvalid } from './problems.js';
import { type Recipient, recipientOf } from './recipient.js';

/** By the field whose values are sealed for them. */
export type Recipients = ReadonlyMap<string, Recipient>;

/** The recipients of a line's secrets, by their key files. Errors: FILE_*; LINE_INVALID for a file without such a key. */
export async function loadRecipients(line: Line): Promise<Recipients> {
  const found = new Map<string, Recipient>();
  const problems: LineProblem[] = [];
  for (const source of line.sources) {
    if (source.kind !== 'random' || source.recipient === undefined) continue;
    const { field, recipient: file, length } = source;
    const recipient = recipientOf(await readSmallText(file, 'a public key'), length);
    if (typeof recipient !== 'string') found.set(field, recipient);
    else problems.push({ path: ['values', field, 'recipient'], problem: `${file} ${recipient}` });
  }
  if (problems.length > 0) throw lineInvalid(line.file, problems, line.lineOf);
  return found;
}
