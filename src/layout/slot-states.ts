import type { DecodedSlot } from './decode-slots.js';

/** The states of all slots of a record in one line; many of one state that follow each other are joined. */
export function slotStates(slots: readonly DecodedSlot[]): string {
  const runs: { first: number; last: number; text: string }[] = [];
  for (const slot of slots) {
    const [run, text] = [runs.at(-1), stateText(slot)];
    if (run?.text === text) run.last = slot.slot;
    else runs.push({ first: slot.slot, last: slot.slot, text });
  }
  return runs.map(runText).join(', ');
}

/** Slots of one state that are shown one by one. */
const few = 4;

function runText({ first, last, text }: { first: number; last: number; text: string }): string {
  if (last - first >= few) return `slots ${first} to ${last} ${text}`;
  return Array.from({ length: last - first + 1 }, (_, index) => `slot ${first + index} ${text}`).join(', ');
}

function stateText({ state, sequence, key }: DecodedSlot): string {
  if (sequence !== undefined) return `${state} (sequence ${sequence})`;
  return key === undefined ? state : `${state} (${key})`;
}
