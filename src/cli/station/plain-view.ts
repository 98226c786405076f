import type { SlotState } from '../../station/slot-state.js';
import type { Station, StationEvent } from '../../station/station.js';
import type { StationState } from '../../station/station-state.js';
import { printableDocument } from '../../text/printable.js';
import { toned } from '../../text/tone.js';
import { timeText } from '../time-text.js';
import { numbersText } from './numbers-text.js';
import { openUnitText } from './open-unit-text.js';
import { saidText } from './said-text.js';
import { isOther, sentences, slotChangeText } from './slot-change.js';

/** Prints what changes at a station, a line each, for a pipe or a log. Returns what ends it, with the numbers at last. */
export function plainView(station: Station, print: (line: string) => void, now: () => Date): () => void {
  const slots = new Map<string, SlotState>();
  let before: StationState | undefined;
  const say = (text: string, at = now().toISOString()) => {
    const mark = station.state().training ? `${toned('warning', 'TRAINING')} ` : '';
    print(`${mark}${timeText(at).slice(11)} ${text}`);
  };
  const saySlot = (slot: SlotState) => {
    if (isOther(slots.get(slot.slot), slot)) say(slotChangeText(printableDocument(slot)), slot.since);
    slots.set(slot.slot, slot);
  };
  const sayRest = () => {
    const state = printableDocument(station.state());
    for (const text of changesOf(before, state)) say(text);
    before = state;
  };
  const hear = (event: StationEvent) => {
    if (event.type === 'slot') saySlot(event.slot);
    else if (event.type === 'changed') sayRest();
    else say(saidText(event));
  };
  sayRest();
  for (const slot of station.state().slots) saySlot(slot);
  const end = station.watch(hear);
  return () => {
    end();
    say(numbersText(station.state().numbers));
  };
}

/** What changed beside the slots. */
function* changesOf(before: StationState | undefined, now: StationState): Generator<string> {
  const { operator, operatorName: name, stopped, openUnits, order, product, station } = now;
  if (before === undefined)
    yield `${product}, station ${station}${order === undefined ? '' : `, order ${order.number}: ${order.done} of ${order.quantity}`}`;
  if (before?.operator !== operator)
    yield operator === undefined
      ? 'nobody has signed on'
      : `operator ${operator}${name === undefined ? '' : ` (${name})`}`;
  if (before?.stopped?.code !== stopped?.code || before?.stopped?.message !== stopped?.message) {
    if (stopped !== undefined)
      yield toned('fail', `STOPPED [${stopped.code}] ${sentences([stopped.message, stopped.next])}`);
    else if (before !== undefined) yield 'boards are taken up again';
  }
  const known = new Set(before?.openUnits.map(openUnitText));
  for (const unit of openUnits) {
    const text = openUnitText(unit);
    if (!known.has(text)) yield toned('warning', `open: ${text}`);
  }
  const warned = new Set(before?.warnings.map(({ message }) => message));
  for (const { code, message } of now.warnings)
    if (!warned.has(message)) yield toned('warning', `warning: [${code}] ${message}`);
}
