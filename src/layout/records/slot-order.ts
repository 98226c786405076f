import type { LayoutRecord, LayoutSlot } from '../layout.js';

/** The slots of a record in the order in which they are filled. */
export function fillOrder({ slots, newest }: LayoutRecord): readonly LayoutSlot[] {
  return newest === 'lowest' ? slots.toReversed() : slots;
}

/** Whether a valid slot counts instead of one that is before it in memory. */
export function laterCounts({ newest }: Pick<LayoutRecord, 'newest'>): boolean {
  return newest === 'highest' || newest === 'last';
}
