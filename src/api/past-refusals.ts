import type { AreaName } from '../bank/index.js';
import type { AlikeDies, Refusal } from '../burn/index.js';
import type { EndLine, JournalValue, OtherDie } from '../journal/index.js';
import { count } from '../text/plural.js';

/** The value of a unit that another die has had. */
export function takenRefusal({ value, die }: { value: JournalValue; die: OtherDie }): Refusal {
  return {
    code: 'UNIT_ALREADY_BURNT',
    message: `${valueText(value)} belongs to another die: ${die.uid} got it on ${die.time}, by a run that ${endText(die)}`,
    remedy: `Take the next value. If that die is scrapped, give --moved-from ${die.uid}: the journal keeps that. For another product with numbers of its own, keep a journal of its own.`,
  };
}

/** Bytes of the write-once area that other dies have, which nobody was shown. */
export function alikeRefusal(alike: AlikeDies, area: AreaName): Refusal {
  return {
    code: 'UNIT_ALREADY_BURNT',
    message: `the same ${area} bytes were ${alikeText(alike)}, and --yes lets nobody see that`,
    remedy:
      'If every board may have them, give --shared, or write "shared: true" into otpforge.yaml. If a serial number is among them, name it by --layout, and take the image of the next unit.',
  };
}

/** Where else the OTP bytes of an image are. */
export function alikeText({ dies, last: { uid, time, result } }: AlikeDies): string {
  return `also burnt into ${count(dies, 'die')}, last ${time} (${result}) into ${uid}`;
}

/** A board that is finished as another unit. */
export function otherUnitRefusal(board: string, image: string, time: string | undefined): Refusal {
  const when = time === undefined ? 'which this journal does not know' : `programmed ${time}`;
  return {
    code: 'OTHER_UNIT',
    message: `this board is ${board}, ${when}, and the image is ${image}`,
    remedy: `Nothing is wrong with the board: it stays ${board}. Take its own image, or a blank board for this one.`,
  };
}

/** A die on which something changed that no plan had: a later run reads that as what was there before. */
export function setAsideRefusal({ time }: EndLine, area: AreaName): Refusal {
  return {
    code: 'SET_ASIDE',
    message: `a run on this die ended in UNPLANNED_CHANGE on ${time}: its ${area} is not what the plans asked for`,
    remedy:
      'Keep this unit out of the line, and find what wrote to it. To program it anyway, give --no-journal: plan and verdict then say so.',
  };
}

export function valueText(value: JournalValue): string {
  return 'value' in value ? `${value.field} ${value.value}` : `${value.field} (secret)`;
}

function endText({ result, codes }: OtherDie): string {
  if (result === 'done') return 'read it back';
  if (result === 'nothing-to-do') return 'found it there';
  if (result === 'no-end') return 'never said how it ended, and may have burnt it';
  return `ended as ${result} (${codes.join(', ')}), and may have burnt it`;
}
