import type { SlotState, StationState } from '../../api-types.js';
import { change, current } from '../model.js';
import { say } from '../notice.js';
import { get } from './call.js';
import { sound } from './sound.js';
import { follow } from './stream.js';

/** Keeps what is shown as the station says it is. */
export function connect(): void {
  follow({
    onState: (station) => {
      for (const slot of station.slots) heard(slot);
      change({ station, connection: 'up' });
    },
    onSlot: (slot) => {
      const { station } = current();
      if (station === undefined) return;
      heard(slot);
      change({ station: withSlot(station, slot) });
    },
    onNote: ({ type, message }) => say({ isProblem: type !== 'note', text: message }),
    onEnded: () => change({ connection: 'ended' }),
    onHidden: () => change({ connection: 'first' }),
    onLost: () => {
      if (current().connection === 'up') change({ connection: 'lost' });
      void whyLost();
    },
  });
}

function heard(slot: SlotState): void {
  const before = current().station?.slots.find((each) => each.slot === slot.slot);
  // A page that has just been opened is silent about what it finds.
  if (current().station !== undefined) sound(before, slot);
}

function withSlot(station: StationState, slot: SlotState): StationState {
  return { ...station, slots: station.slots.map((each) => (each.slot === slot.slot ? slot : each)) };
}

/** Milliseconds. */
const leastPause = 1_000;
let askedAt = Number.NEGATIVE_INFINITY;

/** A stream says nothing of why it ended: the station may be away, or want a token. Asks once a second. */
async function whyLost(): Promise<void> {
  const now = performance.now();
  if (now - askedAt < leastPause) return;
  askedAt = now;
  const answer = await get('GET /api/session');
  if (current().connection === 'up') return;
  const wantsToken = answer.ok ? answer.value.role === undefined : answer.status === 401;
  if (wantsToken) change({ connection: 'refused' });
  // A station that has ended cannot answer.
  else if (answer.ok || current().connection !== 'ended') change({ connection: 'lost' });
}
