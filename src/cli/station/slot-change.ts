import type { SlotState } from '../../station/slot-state.js';
import { toned } from '../../text/tone.js';
import { slotText } from './slot-text.js';
import { statusWords } from './status-words.js';

/** What a slot has come to as one line of text, its sentence about what to do included. */
export function slotChangeText(slot: SlotState): string {
  const { word, tone } = statusWords[slot.status];
  const text = slot.status === 'confirm' ? 'is this plan right?' : slotText(slot);
  const alarm = slot.alarm === undefined ? [] : [`ALARM: ${slot.alarm}`];
  const shown = tone === undefined ? word : toned(tone, word);
  const said = sentences([
    ...(text === '' ? [] : [text]),
    ...alarm,
    ...(slot.next === undefined ? [] : [slot.next]),
  ]);
  return `slot ${slot.slot}: ${shown}${said === '' ? '' : ` ${said}`}`;
}

/** Texts one after the other, each but the last with an end. */
export function sentences(texts: readonly string[]): string {
  const last = texts.length - 1;
  return texts.map((text, index) => (index < last && !/[.!?]$/.test(text) ? `${text}.` : text)).join(' ');
}

/** Whether a slot shows something else than before, and not only another step of the same. */
export function isOther(before: SlotState | undefined, now: SlotState): boolean {
  return (
    before?.status !== now.status ||
    before.insertion !== now.insertion ||
    before.code !== now.code ||
    before.alarm !== now.alarm
  );
}
