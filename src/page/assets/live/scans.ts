import type { ScanTaken } from '../../api-types.js';
import { change, current } from '../model.js';
import { say } from '../notice.js';
import { openUnit } from '../route.js';
import { t } from '../text.js';
import { Burst } from './burst.js';
import { post, requestId } from './call.js';
import { soundRefusal } from './sound.js';

interface Kept {
  readonly field: HTMLInputElement;
  readonly value: string;
}

/** Takes what a scanner sends wherever the focus is, and keeps it from fields and buttons. */
export function listenForScans(): void {
  const burst = new Burst();
  // The first key of a scan may still have reached a field.
  let kept: Kept | undefined;
  const hear = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat)
      return burst.forget();
    const heard = burst.press({ key: event.key, at: event.timeStamp });
    if (heard.type === 'typing') {
      if (event.key !== 'Shift') kept = fieldOf(event.target);
      return undefined;
    }
    event.preventDefault();
    event.stopPropagation();
    if (kept !== undefined) kept.field.value = kept.value;
    if (heard.type === 'scan') {
      kept = undefined;
      void take(heard.text);
    }
    return undefined;
  };
  addEventListener('keydown', hear, { capture: true });
}

function fieldOf(target: EventTarget | null): Kept | undefined {
  return target instanceof HTMLInputElement ? { field: target, value: target.value } : undefined;
}

async function take(text: string): Promise<void> {
  const { screen, connection } = current();
  if (screen === 'unit') return openUnit(text);
  if (connection !== 'up') return refuse(t('scan.lost'));
  const answer = await post('POST /api/scan', '', { text, request: requestId() });
  if (answer.ok) show(answer.value);
  else refuse(answer.status === 0 ? t('scan.lost') : answer.text);
}

function show(taken: ScanTaken): void {
  if (taken.as === 'slot') change({ armed: taken.slot });
  if (taken.as === 'field') change({ armed: undefined });
  say({ isProblem: false, text: textOf(taken) });
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
