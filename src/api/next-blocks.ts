import type { Counter, FieldSource } from '../line/index.js';

/** The source of a field, and the counter that it draws from. */
export interface CountedField {
  readonly source: FieldSource;
  readonly counter: Counter;
}

/** Which of some numbers begin a block that a field passes over, since a unit has some of it. */
export type TakenBlocks = (counted: CountedField, starts: readonly number[]) => Promise<ReadonlySet<number>>;

export interface NextBlocks {
  /** The number from which on the counter goes on. */
  readonly begin: number;
  /** The first numbers of the blocks of the next units, by field; three of each, unless the counter ends before. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  /** Blocks that are passed over on the way there. */
  readonly passed: number;
}

const units = 3;
/** Numbers that are asked for at once: an import may have taken many. */
const atOnce = 256;

/** What the next units draw from one counter: a block for each of its fields in their order, from number `begin` on. */
export async function nextBlocks(
  fields: readonly CountedField[],
  begin: number,
  takenBlocks: TakenBlocks,
): Promise<NextBlocks> {
  const starts = new Map<string, number[]>(fields.map(({ source }) => [source.field, []]));
  const isTaken = inParts(takenBlocks);
  let [next, passed] = [begin, 0];
  for (let unit = 0; unit < units; unit += 1) {
    for (const counted of fields) {
      const { step = 1, last } = counted.counter.spec;
      for (; next + step - 1 <= last && (await isTaken(counted, next)); next += step) passed += 1;
      if (next + step - 1 > last) return { begin, starts, passed };
      starts.get(counted.source.field)?.push(next);
      next += step;
    }
  }
  return { begin, starts, passed };
}

function inParts(takenBlocks: TakenBlocks): (counted: CountedField, start: number) => Promise<boolean> {
  const asked = new Map<string, { readonly end: number; readonly taken: ReadonlySet<number> }>();
  return async (counted, start) => {
    const known = asked.get(counted.source.field);
    if (known && start < known.end) return known.taken.has(start);
    const { step = 1, last } = counted.counter.spec;
    const length = Math.min(Math.ceil(atOnce / step), Math.floor((last - start + 1) / step));
    const taken = await takenBlocks(
      counted,
      Array.from({ length }, (_, index) => start + index * step),
    );
    asked.set(counted.source.field, { end: start + length * step, taken });
    return taken.has(start);
  };
}
