import { h, type Vnode } from '../dom/node.js';
import type { ShiftWindow } from '../model.js';
import { counted, t } from '../text.js';
import { windowOf } from './load.js';

const choices = [1, 8, 12, 24];

/** Asks for the window of time: the last hours, or from one time to another, in this browser's time zone. */
export function picker(window: ShiftWindow, pick: (window: ShiftWindow) => void): Vnode {
  const { from, to } = windowOf(window);
  const onsubmit = (event: Event) => {
    event.preventDefault();
    const [begin, end] = ['#shift-from', '#shift-to'].map(timeOf);
    if (begin !== undefined && end !== undefined) pick({ kind: 'between', from: begin, to: end });
  };
  return h(
    'form',
    { class: 'search', onsubmit },
    choices.map((hours) =>
      h(
        'button',
        {
          type: 'button',
          key: String(hours),
          'aria-pressed': String(window.kind === 'last' && window.hours === hours),
          onclick: () => pick({ kind: 'last', hours }),
        },
        counted('shift.last', hours),
      ),
    ),
    h('label', { for: 'shift-from' }, t('shift.from')),
    h('input', {
      id: 'shift-from',
      type: 'datetime-local',
      required: true,
      key: `from ${keyOf(window)}`,
      value: localTime(from),
    }),
    h('label', { for: 'shift-to' }, t('shift.to')),
    h('input', {
      id: 'shift-to',
      type: 'datetime-local',
      required: true,
      key: `to ${keyOf(window)}`,
      value: localTime(to),
    }),
    h('button', { type: 'submit', key: 'show' }, t('shift.show')),
  );
}

/** What somebody has typed is left alone until another window is shown. */
function keyOf(window: ShiftWindow): string {
  return window.kind === 'last' ? String(window.hours) : `${window.from} ${window.to}`;
}

function timeOf(selector: string): string | undefined {
  const value = document.querySelector<HTMLInputElement>(selector)?.value ?? '';
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** As an input of time wants it: local, to the minute. */
function localTime(at: string): string {
  const time = new Date(at);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
