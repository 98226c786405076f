import type { SlotState, StationState } from '../../api-types.js';
import { Pulse } from './pulse.js';

export interface StreamHandlers {
  /** A whole state: all before it is forgotten. */
  readonly onState: (state: StationState) => void;
  readonly onSlot: (slot: SlotState) => void;
  readonly onNote: (note: {
    readonly type: string;
    readonly message: string;
    readonly slot?: string;
  }) => void;
  /** Nothing is heard: what is shown may be wrong. */
  readonly onLost: () => void;
}

/** Milliseconds. */
const look = 200;
const retry = 1_000;

/** Follows the station for as long as the page is open, whatever becomes of the station. */
export function follow(handlers: StreamHandlers): void {
  const pulse = new Pulse(performance.now());
  let source = open();
  let opened = performance.now();
  let isBroken = false;
  setInterval(() => {
    const now = performance.now();
    if (!isBroken && !pulse.isLost(now)) return;
    handlers.onLost();
    if (now - opened < retry) return;
    source.close();
    source = open();
    opened = now;
    isBroken = false;
  }, look);

  function open(): EventSource {
    const fresh = new EventSource('/api/events');
    // After a break only a whole state counts: what came before it may be of a board that has gone.
    let isWhole = false;
    const hear = (type: string, heard: (data: string) => void) =>
      fresh.addEventListener(type, ({ data }) => {
        if (fresh !== source) return;
        isWhole ||= type === 'state';
        if (!isWhole) return;
        pulse.beat(performance.now());
        heard(data);
      });
    hear('state', (data) => handlers.onState(JSON.parse(data)));
    hear('slot', (data) => handlers.onSlot(JSON.parse(data)));
    hear('note', (data) => handlers.onNote(JSON.parse(data)));
    hear('heartbeat', () => {});
    fresh.addEventListener('error', () => {
      if (fresh !== source) return;
      // By itself it would go on with the old state, or give up.
      fresh.close();
      isBroken = true;
      handlers.onLost();
    });
    return fresh;
  }
}
