import type { PoolSpec } from '../ledger/pools/pool.js';
import { lastNumber, sizeOf } from '../values/index.js';
import type { PoolSource, SequenceSource } from './line.js';

/** A pool whose end the line knows. */
export type CounterSpec = PoolSpec & { readonly last: number };

/** The counter of a sequence in one period; undefined where it never begins again. */
export function sequenceSpec(
  { pool, sequence, first }: Pick<SequenceSource, 'pool' | 'sequence' | 'first'>,
  period: string | undefined,
): CounterSpec {
  return {
    name: pool,
    kind: 'sequence',
    first,
    last: lastNumber(sequence.pattern),
    ...(period !== undefined && { period }),
  };
}

/** Numbers of the pool are addresses, so that each address of a step has its row. */
export function addressSpec({ pool, addresses }: Pick<PoolSource, 'pool' | 'addresses'>): CounterSpec {
  const { step, kind, from, to } = addresses;
  const digits = kind === 'eui64' ? 16 : 12;
  const hex = (address: bigint) => address.toString(16).padStart(digits, '0');
  return {
    name: pool,
    kind: 'pool',
    first: 0,
    last: sizeOf(addresses) * step - 1,
    step,
    range: { space: kind === 'eui64' ? 'eui64' : 'eui48', low: hex(from), high: hex(to) },
  };
}
