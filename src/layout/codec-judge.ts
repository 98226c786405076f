import type { CellJudge } from './cell-judges.js';
import type { ValueField } from './layout.js';
import { bytesOrRule } from './same-value.js';

/** Names, bits and versions repeat in a table; what does not is encoded each time. */
const mostKnown = 4096;

/** A judge that asks the codec of the field, once for each cell that repeats. It sees no equal values. */
export function codecJudge(field: ValueField): CellJudge {
  const known = new Map<string, boolean>();
  return (text, start, end) => {
    const cell = text.slice(start, end);
    const isSound = known.get(cell) ?? bytesOrRule(field, cell, true) instanceof Uint8Array;
    if (known.size < mostKnown) known.set(cell, isSound);
    return isSound;
  };
}
