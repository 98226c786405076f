import type { Chunk } from '../image/index.js';
import { type AddressRange, overlaps } from '../range/index.js';
import { type ChosenSlot, slotAt } from './choose-slot.js';
import { blockRange, type Layout, type LayoutField, type LayoutWarning } from './layout.js';

interface Locks {
  readonly chunks: readonly Chunk[];
  readonly warnings: readonly LayoutWarning[];
}

/** The lock bytes of a layout, and what locking shuts out. A block that another stage writes stays open. */
export function lockChunks(
  layout: Layout,
  selected: readonly LayoutField[],
  chosen: readonly ChosenSlot[],
): Locks {
  const { bank, file, locks } = layout;
  const { locks: lockBytes, base } = bank.otp;
  const chunks: Chunk[] = [];
  const warnings: LayoutWarning[] = [];
  if (!lockBytes) return { chunks, warnings };
  const written = new Set(chosen.map(({ record }) => record));
  for (const block of locks) {
    const span = blockRange(bank, block);
    const waiting = layout.fields.find(
      (field) =>
        overlaps(field, span) && !selected.includes(field) && !written.has(field.place?.record ?? ''),
    );
    if (waiting) {
      const stage = `stage "${waiting.when}", which writes ${waiting.name}`;
      warnings.push({
        code: 'LOCK_DEFERRED',
        message: `${file}: lock: block ${block} stays open for ${stage}; it is locked when all its stages are selected at once`,
      });
      continue;
    }
    warnings.push(...chosen.flatMap((choice) => lostSlots(layout, block, span, choice)));
    chunks.push({
      address: base + lockBytes.offset + block,
      bytes: Uint8Array.of(lockBytes.locked),
      origin: { source: { file, kind: 'field' }, field: `lock block ${block}` },
    });
  }
  return { chunks, warnings };
}

function lostSlots(layout: Layout, block: number, span: AddressRange, choice: ChosenSlot): LayoutWarning[] {
  const lost = spareSlots(layout, choice).filter((slot) => {
    const spare = slotAt(layout, { record: choice.record, slot });
    return spare !== undefined && overlaps(spare, span);
  });
  if (lost.length === 0) return [];
  const slots = `${lost.length > 1 ? 'slots' : 'slot'} ${lost.join(', ')} of ${choice.record}`;
  return [
    {
      code: 'LOCK_OF_FREE_SLOT',
      message: `${layout.file}: lock: block ${block} holds ${slots}, still free; locking it gives them away forever`,
    },
  ];
}

// What was not read is taken for free behind the slot that is written.
function spareSlots(layout: Layout, { record, slot, slots, found }: ChosenSlot): readonly number[] {
  const all = layout.records.find(({ name }) => name === record)?.slots ?? [];
  if (found === 'unknown') return all.map((each) => each.slot).filter((each) => each > slot);
  return slots.filter(({ state, slot: each }) => state === 'blank' && each !== slot).map((each) => each.slot);
}
