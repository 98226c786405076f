import type { ValueField } from '../layout/index.js';
import type { FieldSource } from './line.js';

/** Why a source would keep a secret value in clear, or lose it. */
export function secretProblem(source: FieldSource, { secret }: ValueField): string | undefined {
  if (!secret || source.kind === 'hook') return undefined;
  if (source.kind !== 'random')
    return `is secret, and the ledger keeps values of ${source.kind} in clear; use random or hook`;
  if (source.recipient !== undefined) return undefined;
  return (
    'is secret and random: once it is burnt, nobody else has the value. ' +
    'Name the public key of its owner as recipient, or get the value from a hook'
  );
}
