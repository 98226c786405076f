import type { Layout } from '../layout/index.js';
import { heldValues, type OpenValue, type Transaction, usedNumbers } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { withDerived } from '../visit/new-values.js';
import type { CountedField, TakenBlocks } from './next-blocks.js';

/** The blocks that a draw passes over, as the ledger is. Its key is not needed, since counters give no secrets. */
export function takenBlocks(tx: Transaction, line: Line, layout: Layout): TakenBlocks {
  const uniqueValues = uniqueValuesOf(line, layout);
  return async (counted, starts) => {
    const { spec } = counted.counter;
    const blocks = starts.map((start) => {
      const numbers = Array.from({ length: spec.step ?? 1 }, (_, index) => start + index);
      return { start, numbers, values: uniqueValues(counted, numbers) };
    });
    const isHeld = await heldValues(
      tx,
      blocks.flatMap(({ values }) => values),
    );
    const last = blocks.at(-1)?.numbers.at(-1) ?? 0;
    const used = await usedNumbers(tx, spec, starts[0] ?? 0, last);
    const taken = blocks.filter(
      ({ numbers, values }) => numbers.some((n) => used.has(n)) || values.some(isHeld),
    );
    return new Set(taken.map(({ start }) => start));
  };
}

/** The unique values of a block: of each number its own, and what is derived from the first. */
function uniqueValuesOf(line: Line, layout: Layout) {
  const derived = line.sources.filter(({ kind }) => kind === 'derive');
  const keeper = { mac: () => new Uint8Array(), seal: () => new Uint8Array() };
  return ({ source, counter }: CountedField, numbers: readonly number[]): readonly OpenValue[] => {
    const values = numbers.flatMap((n, index) =>
      withDerived(source, counter.textOf(n), index === 0 ? derived : [], { line, layout, keeper }),
    );
    return values.flatMap(({ unique, scope, canonical }) =>
      unique && canonical ? [{ scope, canonical }] : [],
    );
  };
}
