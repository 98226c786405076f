import type { Layout, LayoutRecord } from '../layout.js';
import type { UnitData } from '../unit-data.js';
import type { Place } from './bind.js';
import { entriesIn } from './entry-data.js';
import { isRevoke } from './flagged.js';
import { slotsFull } from './slot-errors.js';

/** Slots for all that unit data gives, whatever a chip holds: the values go by them before one is chosen. */
export function firstSlots(
  layout: Layout,
  records: readonly LayoutRecord[],
  data: UnitData,
): readonly Place[] {
  return records.flatMap((record) => firstOf(layout, record, data));
}

function firstOf(layout: Layout, record: LayoutRecord, data: UnitData): Place | readonly Place[] {
  const place = { record: record.name, slot: 1 };
  switch (record.kind) {
    case 'sequence':
      return { ...place, sequence: 1 };
    case 'append':
      return place;
    case 'flagged':
      return isRevoke(record, data) ? { ...place, revokes: true } : place;
    case 'keyed':
      return entriesIn(layout, record, data).map((key, index) => {
        if (index >= record.slots.length) throw slotsFull(layout, record, [], `the entry ${key}`);
        return { ...place, slot: index + 1, key };
      });
  }
}
