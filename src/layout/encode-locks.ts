import type { Chunk } from '../image/index.js';
import { type AddressRange, overlaps } from '../range/index.js';
import type { ChosenSlot } from './choose-slot.js';
import type { Held } from './held-fields.js';
import {
  blockRange,
  type Layout,
  type LayoutField,
  type LayoutRecord,
  type LayoutWarning,
  slotAt,
} from './layout.js';
import { fillOrder } from './records/slot-order.js';

interface Locks {
  readonly chunks: readonly Chunk[];
  readonly warnings: readonly LayoutWarning[];
}

/** The lock bytes of a layout, and what locking shuts out. A block that another stage is still to write stays open. */
export function lockChunks(
  layout: Layout,
  selected: readonly LayoutField[],
  records: readonly LayoutRecord[],
  chosen: readonly ChosenSlot[],
  held: Held,
): Locks {
  const { bank, file, locks } = layout;
  const { locks: lockBytes, base } = bank.otp;
  const chunks: Chunk[] = [];
  const warnings: LayoutWarning[] = [];
  if (!lockBytes) return { chunks, warnings };
  const written = new Set([...records.map(({ name }) => name), ...held.records.keys()]);
  const spare: readonly Spare[] = [
    ...records.map((record) => ({ record: record.name, slots: spareSlots(record, chosen) })),
    ...[...held.records].map(([record, slots]) => ({ record, slots })),
  ];
  for (const block of locks) {
    const span = blockRange(bank, block);
    const waiting = layout.fields.find(
      (field) =>
        overlaps(field, span) &&
        !selected.includes(field) &&
        !held.fields.has(field) &&
        !written.has(field.place?.record ?? ''),
    );
    if (waiting) {
      const stage = `stage "${waiting.when}", which writes ${waiting.name}`;
      warnings.push({
        code: 'LOCK_DEFERRED',
        message: `${file}: lock: block ${block} stays open for ${stage}; it is locked with the last of its stages: by --chip-dump, or with all at once`,
      });
      continue;
    }
    warnings.push(...spare.flatMap((free) => lostSlots(layout, block, span, free)));
    chunks.push({
      address: base + lockBytes.offset + block,
      bytes: Uint8Array.of(lockBytes.locked),
      origin: { source: { file, kind: 'field' }, field: `lock block ${block}` },
    });
  }
  return { chunks, warnings };
}

interface Spare {
  readonly record: string;
  readonly slots: readonly number[];
}

function lostSlots(layout: Layout, block: number, span: AddressRange, { record, slots: free }: Spare) {
  const lost = free.filter((slot) => {
    const spare = slotAt(layout, { record, slot });
    return spare !== undefined && overlaps(spare, span);
  });
  if (lost.length === 0) return [];
  const slots = `${lost.length > 1 ? 'slots' : 'slot'} ${lost.join(', ')} of ${record}`;
  return [
    {
      code: 'LOCK_OF_FREE_SLOT' as const,
      message: `${layout.file}: lock: block ${block} holds ${slots}, still free; locking it gives them away forever`,
    },
  ];
}

// What was not read is taken for free behind the slots that are written.
function spareSlots(record: LayoutRecord, chosen: readonly ChosenSlot[]): readonly number[] {
  const own = chosen.filter((choice) => choice.record === record.name);
  const taken = own.map(({ slot }) => slot);
  const [first] = own;
  if (first && first.found !== 'unknown') {
    return first.slots
      .filter(({ state, slot }) => state === 'blank' && !taken.includes(slot))
      .map(({ slot }) => slot);
  }
  const order = fillOrder(record).map(({ slot }) => slot);
  const last = Math.max(-1, ...taken.map((slot) => order.indexOf(slot)));
  return order.slice(last + 1);
}
