import { cover } from './cover.js';
import { type Child, h, type Vnode } from './dom/node.js';
import type { Model } from './model.js';
import { head } from './operator/head.js';
import { planDialog } from './operator/plan-dialog.js';
import { operatorScreen } from './operator/screen.js';
import { nextOf, shownAs } from './operator/tile.js';
import { shiftScreen } from './shift/screen.js';
import { t } from './text.js';
import { trainingMark } from './training.js';
import { unitScreen } from './unit/screen.js';

/** The whole page. */
export function page(model: Model): readonly Vnode[] {
  const { station, notice, connection } = model;
  const shown: Child = [
    station !== undefined && connection === 'up' && screen(model),
    planDialog(model),
    h(
      'p',
      {
        class: notice?.isProblem ? 'notice is-problem' : 'notice',
        role: 'status',
        key: 'notice',
        hidden: !notice,
      },
      notice?.text ?? '',
    ),
    said(model),
    cover(model),
  ];
  return h('div', {}, shown).children.filter((child) => typeof child !== 'string');
}

function screen(model: Model): Child {
  const { station } = model;
  if (station === undefined) return false;
  return h(
    'div',
    { class: `screen screen-${model.screen}`, key: `screen-${model.screen}` },
    station.training && trainingMark(),
    head(model, station),
    screens[model.screen](model, station),
  );
}

const screens = { operator: operatorScreen, unit: unitScreen, shift: shiftScreen };

/** For who hears the page: each slot's word and what to do. */
function said({ station, connection }: Model): Vnode {
  const slots = connection === 'up' ? (station?.slots ?? []) : [];
  return h(
    'div',
    { class: 'said', 'aria-live': 'assertive', key: 'said' },
    slots.map((slot) =>
      h(
        'p',
        { key: slot.slot },
        t('slot.said', {
          slot: slot.slot,
          word: t(`word.${shownAs(slot, station?.stopped)}`),
          next: nextOf(slot, station?.stopped),
        }),
      ),
    ),
  );
}
