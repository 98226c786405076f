import { addressPool, parsePattern, refuseSequence, SourceProblem } from '../values/index.js';
import type { Command, Source } from './line.js';
import type { LineValue } from './schema-values.js';

export interface SourceContext {
  readonly product: string;
  readonly folder: string;
  beside(name: string): string;
}

/** The source that a value of line.yaml describes. Throws SourceProblem. */
export function sourceOf(field: string, value: LineValue, context: SourceContext): Source {
  if ('sequence' in value) {
    const { check, reset, first, counter } = value;
    const sequence = { pattern: parsePattern(value.sequence), reset, ...(check && { check }) };
    refuseSequence(sequence);
    return { kind: 'sequence', pool: counter ?? `${context.product}/${field}`, sequence, first };
  }
  if ('pool' in value) {
    const { pool, from, to, step } = value;
    // Which of both kinds of 6 octets it is changes nothing.
    const kind = from.replace(/[^0-9a-f]/gi, '').length > 12 ? 'eui64' : 'mac';
    return { kind: 'pool', pool, addresses: addressPool({ kind, from, to, step }) };
  }
  if ('uuid' in value) return { kind: 'uuid' };
  if ('random' in value) {
    const { random, recipient } = value;
    return {
      kind: 'random',
      length: random,
      ...(recipient !== undefined && { recipient: context.beside(recipient) }),
    };
  }
  if ('list' in value) {
    const { list, column = field, by } = value;
    return { kind: 'list', list, column, ...(by && { by }) };
  }
  if ('scan' in value) return { kind: 'scan', pattern: soundPattern(value.scan) };
  if ('hook' in value) {
    const { hook, timeout } = value;
    return { kind: 'hook', command: commandOf({ command: hook, timeout }, context) };
  }
  return { kind: 'derive', from: value.derive };
}

export function commandOf(
  { command, timeout }: { readonly command: readonly string[]; readonly timeout?: number | undefined },
  { folder }: Pick<SourceContext, 'folder'>,
): Command {
  return { command, folder, ...(timeout !== undefined && { timeout }) };
}

function soundPattern(pattern: string): string {
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
    return pattern;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SourceProblem(`${JSON.stringify(pattern)} is not a regular expression`);
  }
}
