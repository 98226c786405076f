import type { SlotState } from '../station/slot-state.js';
import type { Station, StationEvent } from '../station/station.js';
import type { StreamEvents } from './api-types.js';
import type { PageClock } from './clock.js';

/**
 * What a station shows as server-sent events: the whole state first, then what changes, and a heartbeat each second; last, that
 * it has ended. A reader that is slow gets the newest of each slot, not all that was.
 */
export function eventStream(
  station: Station,
  clock: PageClock,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const pending = new Pending();
  const ends: (() => void)[] = [onEnd];
  const end = () => {
    for (const each of ends.splice(0)) each();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = () => {
        if ((controller.desiredSize ?? 0) > 0) sendTo(controller);
      };
      pending.add({ type: 'changed' });
      ends.push(
        station.watch((event) => {
          pending.add(event);
          // What comes together goes together.
          queueMicrotask(send);
        }),
        clock.every(1000, () => {
          pending.beat(clock.now());
          send();
        }),
      );
      send();
      const close = () => {
        if (ends.length === 0) return;
        sendTo(controller);
        controller.enqueue(eventBytes('ended', { at: clock.now().toISOString() }));
        controller.close();
        end();
      };
      station.ended.then(close, close);
    },
    pull: sendTo,
    cancel: end,
  });

  function sendTo(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const text = pending.take(station);
    if (text !== '' && ends.length > 0) controller.enqueue(Buffer.from(text));
  }
}

type Note = StreamEvents['note'];

/** What a reader has not got yet. */
class Pending {
  #all = false;
  #slots = new Map<string, SlotState>();
  #notes: Note[] = [];
  #beat: Date | undefined;

  add(event: StationEvent): void {
    if (event.type === 'changed') this.#all = true;
    else if (event.type === 'slot') this.#slots.set(event.slot.slot, event.slot);
    else this.#notes = [...this.#notes, event].slice(-mostNotes);
  }

  beat(now: Date): void {
    this.#beat = now;
  }

  /** All of it as text, and nothing is pending any more. */
  take(station: Station): string {
    const lines = [
      ...(this.#all ? [eventText('state', station.state())] : []),
      // The whole state has them.
      ...(this.#all ? [] : [...this.#slots.values()].map((slot) => eventText('slot', slot))),
      ...this.#notes.map((note) => eventText('note', note)),
      ...(this.#beat ? [eventText('heartbeat', { at: this.#beat.toISOString() })] : []),
    ];
    this.#all = false;
    this.#slots = new Map();
    this.#notes = [];
    this.#beat = undefined;
    return lines.join('');
  }
}

const mostNotes = 100;

function eventBytes<E extends keyof StreamEvents>(event: E, data: StreamEvents[E]): Uint8Array {
  return Buffer.from(eventText(event, data));
}

/** JSON has no line breaks of its own. */
function eventText<E extends keyof StreamEvents>(event: E, data: StreamEvents[E]): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
