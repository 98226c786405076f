import type { ShownValue } from '../../../station/slot-state.js';
import type { SlotState, SlotStatus, StationState } from '../../api-types.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import { optionalText, t } from '../text.js';
import { lookAtPlan, pause, resume, start } from './actions.js';
import { type Shown, sign } from './signs.js';

type Stopped = StationState['stopped'];

/** One slot: what is shown belongs to the board that is in it. */
export function tile(slot: SlotState, armed: boolean, stopped: Stopped): Vnode {
  const { status, alarm } = slot;
  const shown = shownAs(slot, stopped);
  const classes = [
    'tile',
    `is-${status}`,
    `is-${shown}`,
    armed && 'is-armed',
    alarm !== undefined && 'is-alarm',
  ];
  return h(
    'section',
    {
      key: slot.slot,
      class: classes.filter((each) => each !== false).join(' '),
      'aria-label': t('slot', { slot: slot.slot }),
      'data-slot': slot.slot,
      'data-status': status,
    },
    h('div', { class: 'tile-head' }, h('h2', { class: 'slot-name' }, slot.slot), actions(slot)),
    h(
      'div',
      { class: 'verdict' },
      sign(shown),
      h('div', { class: 'word-box' }, h('p', { class: 'word', key: shown }, t(`word.${shown}`))),
    ),
    h(
      'div',
      { class: 'below' },
      serial(slot),
      step(slot),
      h('p', { class: 'next' }, nextOf(slot, stopped)),
      why(slot),
    ),
    alarm !== undefined && h('p', { class: 'alarm' }, h('strong', {}, t('slot.alarm')), ' ', alarm),
  );
}

/** A stopped station asks for no board in its empty slots. */
export function shownAs({ status }: SlotState, stopped: Stopped): Shown {
  return status === 'empty' && stopped !== undefined ? 'stopped' : status;
}

/** One sentence: what to do. A language file may have its own for a code. */
export function nextOf(slot: SlotState, stopped: Stopped): string {
  const { status, code, next } = slot;
  if (stopped !== undefined && shownAs(slot, stopped) === 'stopped')
    return optionalText(`next.stopped.${stopped.code}`) ?? stopped.next;
  const own = code === undefined ? undefined : optionalText(`next.${status}.${code}`);
  return own ?? next ?? t(`next.${status}`);
}

function serial({ values = [], uid, status }: SlotState): Child {
  const main = mainValue(values);
  const others = values.filter((each) => each !== main);
  if (main === undefined)
    return uid !== undefined && status !== 'empty' && h('p', { class: 'serial is-uid' }, h('bdi', {}, uid));
  return [
    h('p', { class: 'serial' }, h('bdi', {}, main.text)),
    others.length > 0 &&
      h(
        'p',
        { class: 'values' },
        others.map(({ field, text }) =>
          h('span', {}, h('bdi', {}, field), ' ', h('bdi', { class: 'code' }, text)),
        ),
      ),
  ];
}

function mainValue(values: readonly ShownValue[]): ShownValue | undefined {
  return values.find(({ field }) => /serial/i.test(field)) ?? values[0];
}

function step({ status, step }: SlotState): Child {
  if (status !== 'busy' || step === undefined) return false;
  const { phase, done, total } = step;
  const name = t(`phase.${phase}`);
  return h(
    'div',
    { class: 'step' },
    h('span', { class: 'step-name' }, name),
    h('progress', { max: Math.max(total, 1), value: done, 'aria-label': name }),
  );
}

function why({ code, message }: SlotState): Child {
  if (code === undefined && message === undefined) return false;
  const own = code === undefined ? undefined : optionalText(`code.${code}`);
  return h('p', { class: 'why' }, h('span', { class: 'code' }, code ?? ''), ' ', own ?? message ?? '');
}

const buttons: Partial<Readonly<Record<SlotStatus, (slot: SlotState) => Vnode>>> = {
  ready: (slot) => button('start', t('slot.start'), slot, () => void start(slot)),
  confirm: (slot) => button('plan', t('slot.plan'), slot, () => void lookAtPlan(slot)),
  paused: (slot) => button('resume', t('slot.resume'), slot, () => void resume(slot)),
};

function actions(slot: SlotState): Child {
  const main = buttons[slot.status]?.(slot);
  if (slot.status === 'paused') return main;
  return [main, button('pause', t('slot.pause'), slot, () => void pause(slot))];
}

function button(name: string, text: string, { slot }: SlotState, onclick: () => void): Vnode {
  return h(
    'button',
    {
      type: 'button',
      key: name,
      class: `act act-${name}`,
      'aria-label': `${t('slot', { slot })}: ${text}`,
      onclick,
    },
    text,
  );
}
