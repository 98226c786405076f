import { OtpforgeError } from '../errors/index.js';
import { didYouMean, nearNames } from '../text/near.js';
import type { SlotState } from './slot-state.js';
import type { Insertion } from './station.js';

export function insertionStale({ slot, insertion }: Insertion, now: SlotState): OtpforgeError {
  return new OtpforgeError('INSERTION_STALE', {
    message: `board ${insertion} is not in slot ${slot} any more, which has had ${now.insertion} by now: nothing was done`,
    remedy: 'Look at what the slot shows now.',
    details: { slot, insertion, now: now.insertion },
  });
}

export function slotBusy({ slot, insertion }: Insertion, { status }: SlotState, what: string): OtpforgeError {
  return new OtpforgeError('SLOT_BUSY', {
    message: `slot ${slot} is at "${status}", and there is nothing to ${what}`,
    remedy: 'Look at what the slot shows now.',
    details: { slot, insertion, status },
  });
}

export function notByKey({ slot, insertion }: Insertion, { status }: SlotState): OtpforgeError {
  return new OtpforgeError('SLOT_BUSY', {
    message: `slot ${slot}: keys do not start the boards of this line: nothing was started`,
    remedy: 'Start it as "start:" in line.yaml says, by the code of its slot or by HTTP.',
    details: { slot, insertion, status },
  });
}

/** Two dies do not have one unique ID: one is a copy, or a probe reaches another board than it should. */
export function uidInTwoSlots(uid: string, slot: string, other: string): OtpforgeError {
  return new OtpforgeError('UID_IN_TWO_SLOTS', {
    message: `the die ${uid} is in slot ${slot} and in slot ${other}: nothing was written by slot ${slot}`,
    remedy:
      'Take both boards out. Present each by itself: a chip that has the unique ID of another one is probably a fake. If they differ, two slots have one probe.',
    details: { uid, slots: [slot, other] },
  });
}

export function slotUnknown(slot: string, names: readonly string[]): OtpforgeError {
  return new OtpforgeError('SLOT_UNKNOWN', {
    message: `the station has no slot ${slot}`,
    remedy: didYouMean(nearNames(slot, names)) ?? `Its slots are ${names.join(', ')}.`,
    details: { slot, slots: [...names] },
  });
}
