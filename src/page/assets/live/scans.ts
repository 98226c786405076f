import type { ScanTaken } from '../../api-types.js';
import { change, current, type Model } from '../model.js';
import { say } from '../notice.js';
import { openUnit } from '../route.js';
import { t } from '../text.js';
import { Burst } from './burst.js';
import { postOnce } from './call.js';
import { FieldText } from './field-text.js';
import { soundRefusal } from './sound.js';

/** Takes what a scanner sends wherever the focus is, and keeps it from fields and buttons. */
export function listenForScans(): void {
  const burst = new Burst();
  // Where the first keys of a scan go.
  let typed: FieldText | undefined;
  const hear = (event: KeyboardEvent) => {
    const field = fieldOf(event.target);
    const key = writtenBy(event);
    // A held Enter would answer the dialog that it has opened, or start the next board.
    if (event.key === 'Enter' && event.repeat) return swallow(event);
    const heard = burst.press({ key, at: event.timeStamp, isInField: field !== undefined });
    if ([...burst.text].length === 1 && key === burst.text) {
      typed?.giveBack();
      typed = field && new FieldText(field);
    }
    if (heard.type === 'burst') {
      if (typed === undefined || typed.keep(key)) swallow(event);
      return undefined;
    }
    if (heard.type === 'scan') {
      typed?.restore();
      take(heard.text);
    } else typed?.giveBack();
    if (heard.type === 'broken') refuse(t('scan.broken'));
    if (heard.type !== 'typing') swallow(event);
    return undefined;
  };
  addEventListener('keydown', hear, { capture: true });
}

/** What a key writes: with another one held down, or when it is held itself, something else or nothing. */
function writtenBy({ key, ctrlKey, altKey, metaKey, isComposing, repeat }: KeyboardEvent): string {
  if (key === 'Shift') return key;
  return ctrlKey || altKey || metaKey || isComposing || repeat ? 'Unidentified' : key;
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function fieldOf(target: EventTarget | null): HTMLInputElement | undefined {
  return target instanceof HTMLInputElement ? target : undefined;
}

let before: Promise<boolean> | undefined;

function take(text: string): void {
  const { screen, connection } = current();
  if (screen === 'unit') openUnit(text);
  else if (connection !== 'up') refuse(t('scan.lost'));
  else send(text);
}

function send(text: string): void {
  const own = sendAfter(before, text);
  before = own;
  void own.then(() => {
    if (before === own) before = undefined;
  });
}

/** Scans keep their order. Where nobody knows about one, those behind it are not sent. Returns whether an answer came. */
async function sendAfter(last: Promise<boolean> | undefined, text: string): Promise<boolean> {
  if (last !== undefined && !(await last)) {
    soundRefusal();
    return false;
  }
  const answer = await postOnce('POST /api/scan', '', { text, ...current().armed });
  if (answer.ok) show(answer.value);
  else if (answer.status === 0) {
    // The slot keeps its claim: the same scan for the same board is a repeat.
    refuse(t('scan.unknown'));
    return false;
  } else {
    change({ armed: undefined });
    refuse(answer.text);
  }
  return true;
}

function show(taken: ScanTaken): void {
  if (taken.as === 'slot' || taken.isIncomplete) change({ armed: boardIn(taken.slot) });
  else if (taken.as === 'field') change({ armed: undefined });
  say({ isProblem: false, text: textOf(taken) });
}

/** The board that is in a slot. Another browser may name another one's for its own scans. */
function boardIn(name: string | undefined): Model['armed'] {
  const slot = current().station?.slots.find((each) => each.slot === name);
  return slot && { slot: slot.slot, insertion: slot.insertion };
}

function textOf({ as, slot, field = '' }: ScanTaken): string {
  if (as === 'operator') return t('scan.operator');
  if (as === 'field')
    return slot === undefined ? t('scan.field-no-slot', { field }) : t('scan.field', { field, slot });
  return t(as === 'slot' ? 'scan.slot' : 'scan.label', { slot: slot ?? '' });
}

function refuse(text: string): void {
  soundRefusal();
  say({ isProblem: true, text });
}
