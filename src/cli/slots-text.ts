import { InvalidArgumentError } from 'commander';
import type { ChosenSlot, DecodedSlot, SlotOptions } from '../layout/index.js';
import { slotStates } from '../layout/slot-states.js';
import { hex32 } from '../text/hex.js';
import { parseNumber } from './options.js';
import { table } from './table.js';

/** "2", or "identity=2" where a layout has several records. */
export function parseSlot(text: string, sofar: SlotOptions['slot']): SlotOptions['slot'] {
  const at = text.indexOf('=');
  if (at < 0 && sofar === undefined) return parseNumber(text);
  if (at < 1 || typeof sofar === 'number') {
    throw new InvalidArgumentError('give one slot number, or <record>=<number> for each record');
  }
  const record = text.slice(0, at);
  if (Object.hasOwn(sofar ?? {}, record)) throw new InvalidArgumentError(`${record} is given twice`);
  return { ...sofar, [record]: parseNumber(text.slice(at + 1)) };
}

/** Where each record goes, and why. */
export function chosenSlotLines(chosen: readonly ChosenSlot[]): readonly string[] {
  return chosen.map(({ record, slot, sequence, key, revokes, found, slots }) => {
    const states = slotStates(slots.map(({ sequence: _sequence, ...rest }) => rest));
    const why = {
      valid: revokes ? 'it is revoked already' : 'it holds these values',
      blank: states,
      used: states,
      unknown: 'the chip was not looked at',
    }[found];
    const name = key === undefined ? record : `${record}[${key}]`;
    const what = sequence === undefined ? '' : `, sequence ${sequence}`;
    return `${name}: ${revokes ? 'revokes ' : ''}slot ${slot}${what} (${why})`;
  });
}

/** Every slot of every record; the one that counts is marked. */
export function slotsTable(slots: readonly DecodedSlot[]): string {
  const isKeyed = slots.some(({ key }) => key !== undefined);
  // As long as nothing is valid, nobody sees which records count.
  const isCounted =
    slots.some(({ sequence }) => sequence !== undefined) || !slots.some(({ newest }) => newest);
  return table(
    [
      { title: 'record' },
      { title: 'slot', align: 'right' },
      { title: 'address' },
      ...(isCounted ? [{ title: 'sequence', align: 'right' } as const] : []),
      ...(isKeyed ? [{ title: 'key' }] : []),
      { title: 'state' },
    ],
    runsOf(slots).map(({ slot: first, last }) => {
      const { record, slot, address, sequence, key, state, newest } = first;
      return [
        record,
        last === slot ? String(slot) : `${slot} to ${last}`,
        hex32(address),
        ...(isCounted ? [String(sequence ?? '')] : []),
        ...(isKeyed ? [String(key ?? '')] : []),
        newest ? `${state}, newest` : state,
      ];
    }),
  );
}

/** The slots one by one; many that nothing is in, in one line. */
function runsOf(
  slots: readonly DecodedSlot[],
): readonly { readonly slot: DecodedSlot; readonly last: number }[] {
  const runs: DecodedSlot[][] = [];
  for (const slot of slots) {
    const run = runs.at(-1);
    const isSame = run?.[0]?.record === slot.record && run[0].state === slot.state && isUnused(slot);
    if (run && isSame) run.push(slot);
    else runs.push([slot]);
  }
  return runs.flatMap((run) =>
    run.length > fewFree
      ? run.slice(0, 1).map((slot) => ({ slot, last: slot.slot + run.length - 1 }))
      : run.map((slot) => ({ slot, last: slot.slot })),
  );
}

function isUnused({ state }: DecodedSlot): boolean {
  return state === 'blank' || state === 'locked' || state === 'absent';
}

/** Unused slots that are shown one by one. */
const fewFree = 4;
