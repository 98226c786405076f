import { OtpforgeError } from '../../errors/index.js';
import type { SlotState, SlotStatus } from '../../station/slot-state.js';
import type { KeyedStation } from '../../station/station.js';
import { printable } from '../../text/printable.js';
import { toned } from '../../text/tone.js';
import type { KeyActions } from './keys.js';

interface Shown {
  typed(text: string): void;
  say(line: string): void;
}

/** What the keys do at a station: Enter starts every board that waits for a key, y and n answer the slot that asks for the longest time. */
export function keyActions(station: KeyedStation, { typed, say }: Shown): KeyActions {
  const slotsIn = (status: SlotStatus) => station.state().slots.filter((slot) => slot.status === status);
  const tried = (action: () => unknown) => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof OtpforgeError)) throw error;
      const { code, message, remedy } = error;
      say(toned('fail', printable(`[${code}] ${message}${remedy === undefined ? '' : ` ${remedy}`}`)));
    }
  };
  return {
    typed,
    start() {
      for (const { slot, insertion } of slotsIn('ready'))
        tried(() => station.startByKey({ slot, insertion }));
    },
    answer(accept) {
      const [asking] = slotsIn('confirm').toSorted(bySince);
      if (asking) tried(() => station.confirm({ slot: asking.slot, insertion: asking.insertion }, accept));
    },
    stop: () => station.stop(),
    scan: (text) => tried(() => station.scan(text)),
  };
}

function bySince(one: SlotState, other: SlotState): number {
  return one.since < other.since ? -1 : 1;
}
