import type { PageUnit, StationState } from '../../api-types.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import { endSupervision } from '../live/session.js';
import type { Model } from '../model.js';
import { openList } from '../operator/open-list.js';
import { openUnit } from '../route.js';
import { t } from '../text.js';
import { ask, reprint } from './actions.js';
import { decisionDialog } from './decision.js';
import { eventsTable, visitsTable } from './history.js';
import { otpMap } from './map.js';
import { facts, valuesTable } from './summary.js';

/** One unit: who it is, what it holds, and what happened to it. Without one, those that are open. */
export function unitScreen(model: Model, station: StationState): Child {
  const { unit, role } = model;
  return [
    h(
      'main',
      { class: 'sheet', key: 'unit' },
      search(unit?.asked ?? ''),
      role === 'supervise' && supervisor(),
      unit === undefined && [h('h2', {}, t('unit.open')), openList(station.openUnits)],
      unit?.problem !== undefined && h('p', { class: 'problem', role: 'alert' }, unit.problem),
      unit?.found && sheet(unit.found, role === 'supervise'),
    ),
    decisionDialog(model),
  ];
}

function supervisor(): Vnode {
  return h(
    'p',
    { class: 'supervisor', key: 'supervisor' },
    t('session.supervise'),
    ' ',
    button(t('session.end'), () => void endSupervision()),
  );
}

function search(asked: string): Vnode {
  const onsubmit = (event: Event) => {
    event.preventDefault();
    const field = document.querySelector<HTMLInputElement>('#unit-asked');
    const text = field?.value.trim() ?? '';
    if (text !== '') openUnit(text);
  };
  return h(
    'form',
    { class: 'search', role: 'search', onsubmit },
    h('label', { for: 'unit-asked' }, t('unit.search')),
    h('input', {
      id: 'unit-asked',
      type: 'text',
      key: `asked ${asked}`,
      value: asked,
      autocomplete: 'off',
      spellcheck: 'false',
    }),
    h('button', { type: 'submit' }, t('unit.find')),
  );
}

function sheet({ unit, map }: PageUnit, maySupervise: boolean): Child {
  return [
    h(
      'div',
      { class: 'title' },
      h('h2', {}, h('bdi', {}, nameOf(unit))),
      h(
        'div',
        { class: 'actions' },
        button(t('unit.reprint'), () => void reprint(unit.unit)),
        maySupervise && button(t('unit.release'), () => ask('release', unit.unit)),
        maySupervise && button(t('unit.scrap'), () => ask('scrap', unit.unit)),
      ),
    ),
    h('div', { class: 'columns' }, h('div', {}, facts(unit), valuesTable(unit)), map && otpMap(map)),
    visitsTable(unit.visits),
    eventsTable(unit.events),
  ];
}

/** Its serial, or what else tells it from others. */
export function nameOf({ unit, values, die }: PageUnit['unit']): string {
  const shown = values.filter(({ text }) => text !== undefined);
  const main = shown.find(({ field }) => /serial/i.test(field)) ?? shown.find(({ unique }) => unique);
  return main?.text ?? die?.uid ?? t('unit.number', { unit });
}

function button(text: string, onclick: () => void): Vnode {
  return h('button', { type: 'button', key: text, onclick }, text);
}
