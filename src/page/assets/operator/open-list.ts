import type { OpenUnit } from '../../api-types.js';
import { h, type Vnode } from '../dom/node.js';
import { go, pathOf } from '../route.js';
import { t } from '../text.js';

/** Units that somebody has to look after, one a row. */
export function openList(units: readonly OpenUnit[]): Vnode {
  return h('ul', { class: 'open-list' }, units.length > 0 ? openRows(units) : h('li', {}, t('open.none')));
}

export function openRows(units: readonly OpenUnit[]): readonly Vnode[] {
  return units.map(({ unit, serial, uid, slot, next }) =>
    h(
      'li',
      { key: `open-${unit}` },
      unitLink(unit, serial ?? uid ?? String(unit)),
      slot !== undefined && [' ', h('span', {}, t('open.where', { slot }))],
      ' ',
      h('span', { class: 'say' }, next),
    ),
  );
}

/** Leads to a unit by its number, which another unit may have as its serial. */
export function unitLink(unit: number, text: string): Vnode {
  return searchLink(`unit:${unit}`, text);
}

/** Leads to what has a text. */
export function searchLink(id: string, text: string): Vnode {
  const href = pathOf('unit', { id });
  const onclick = (event: Event) => {
    event.preventDefault();
    go(href);
  };
  return h('a', { href, class: 'code', onclick }, h('bdi', {}, text));
}
