import { createLogUpdate } from 'log-update';
import type { SlotState } from '../../station/slot-state.js';
import type { Station, StationEvent } from '../../station/station.js';
import { shownOn } from '../output.js';
import { wrapLines } from '../wrap.js';
import { planLines } from './plan-lines.js';
import { saidText } from './said-text.js';
import { stationLines } from './screen.js';

/** No eye sees more, and a burn has many steps. */
const redrawMs = 100;

/** A screen that goes on showing a station. */
export interface LiveView {
  /** Shows what was typed so far. */
  typed(text: string): void;
  /** A line that stays, above the screen. */
  say(line: string): void;
  end(): void;
}

/** Does something a little later, unless what it returns is called before. */
type Later = (action: () => void) => () => void;

/** Shows a station in a terminal: its screen at the bottom, what it says above. */
export function liveView(station: Station, stream: NodeJS.WriteStream, later: Later = soon): LiveView {
  const screen = createLogUpdate(stream);
  let text = '';
  let height = 0;
  let forget: (() => void) | undefined;
  const asked = new Map<string, number>();

  const draw = () => {
    forget?.();
    forget = undefined;
    const lines = stationLines(station.state(), sizeOf(stream), text);
    // log-update leaves lines that have moved where they were.
    if (lines.length !== height) screen.clear();
    height = lines.length;
    screen(shownOn(stream, lines));
  };
  const drawSoon = () => {
    forget ??= later(draw);
  };
  const say = (lines: string) => {
    screen.persist(shownOn(stream, wrapLines(lines, sizeOf(stream).columns).split('\n')));
    draw();
  };
  const ask = ({ slot, insertion, status }: SlotState) => {
    if (status !== 'confirm' || asked.get(slot) === insertion) return;
    asked.set(slot, insertion);
    const plan = station.planOf(slot);
    if (plan !== undefined) say(planLines(slot, plan));
  };
  const hear = (event: StationEvent) => {
    if (event.type === 'slot') ask(event.slot);
    if (event.type === 'slot' && event.slot.status !== 'busy') draw();
    else if (event.type === 'slot' || event.type === 'changed') drawSoon();
    else say(saidText(event));
  };
  for (const slot of station.state().slots) ask(slot);
  draw();
  const stopWatching = station.watch(hear);
  stream.on('resize', draw);
  return {
    typed(now) {
      text = now;
      draw();
    },
    say,
    end() {
      stopWatching();
      stream.removeListener('resize', draw);
      draw();
      screen.done();
    },
  };
}

function soon(action: () => void): () => void {
  const timer = setTimeout(action, redrawMs);
  return () => clearTimeout(timer);
}

function sizeOf({ columns, rows }: NodeJS.WriteStream) {
  // The line below the last one is where the cursor is. Some terminals do not say how large they are.
  return { columns: columns || 80, rows: (rows || 24) - 1 };
}
