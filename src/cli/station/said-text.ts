import type { StationEvent } from '../../station/station.js';
import { printable } from '../../text/printable.js';
import { type Tone, toned } from '../../text/tone.js';

type Said = Extract<StationEvent, { readonly message: string }>;

/** What a station says beside its states, as one line of text. */
export function saidText({ type, slot, code, message }: Said): string {
  // Some messages begin with their slot.
  const isNamed = slot === undefined || message.startsWith(`slot ${slot}:`);
  const where = isNamed ? '' : `slot ${printable(slot)}: `;
  const text = `${where}${words[type]}${code === undefined ? '' : `[${code}] `}${printable(message)}`;
  const tone = tones[type];
  return tone === undefined ? text : toned(tone, text);
}

const words: Readonly<Record<Said['type'], string>> = { alarm: 'ALARM: ', warning: 'warning: ', note: '' };
const tones: Readonly<Partial<Record<Said['type'], Tone>>> = { alarm: 'fail', warning: 'warning' };
