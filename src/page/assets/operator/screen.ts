import type { StationState } from '../../api-types.js';
import { type Child, h } from '../dom/node.js';
import type { Model } from '../model.js';
import { foot } from './foot.js';
import { tile } from './tile.js';

/** A tile for each slot, and below what somebody has to look after. */
export function operatorScreen({ armed }: Model, station: StationState): Child {
  const { slots, stopped } = station;
  return [
    h(
      'main',
      { class: `tiles tiles-${layoutOf(slots.length)}`, key: 'tiles' },
      slots.map((slot) =>
        tile(slot, slot.slot === armed?.slot && slot.insertion === armed.insertion, stopped),
      ),
    ),
    foot(station),
  ];
}

function layoutOf(slots: number): string {
  if (slots <= 2) return String(slots);
  if (slots <= 4) return 'few';
  return slots <= 8 ? 'many' : 'more';
}
