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
  /** It was stopped. */
  readonly onEnded: () => void;
  /** Nothing is heard: what is shown may be wrong. */
  readonly onLost: () => void;
  /** Nobody sees the page: nothing is followed until somebody does. */
  readonly onHidden: () => void;
}

/** Milliseconds. */
const look = 200;
const retry = 1_000;

/** Follows the station for as long as the page can be seen, whatever becomes of the station. */
export function follow(handlers: StreamHandlers): void {
  const pulse = new Pulse(performance.now());
  let source: EventSource | undefined;
  let opened = Number.NEGATIVE_INFINITY;
  let isBroken = false;
  const show = () => {
    // A browser gives six connections to all pages of a station, and needs one for their requests.
    source?.close();
    source = undefined;
    if (document.hidden) handlers.onHidden();
    else reopen();
  };
  document.addEventListener('visibilitychange', show);
  show();
  setInterval(() => {
    const now = performance.now();
    if (source === undefined || (!isBroken && !pulse.isLost(now))) return;
    handlers.onLost();
    if (now - opened < retry) return;
    source.close();
    reopen();
  }, look);

  function reopen(): void {
    opened = performance.now();
    // The first word of a slow station takes its time.
    pulse.beat(opened);
    isBroken = false;
    source = open();
  }

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
    hear('ended', () => handlers.onEnded());
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
