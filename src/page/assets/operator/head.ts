import type { StationState } from '../../api-types.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import type { Model, Screen } from '../model.js';
import { go, pathOf } from '../route.js';
import { t } from '../text.js';
import { percent, seconds } from '../when.js';

/** What is above every screen: where this is, how far the order is, and who works here. */
export function head(model: Model, station: StationState): Vnode {
  return h(
    'header',
    { class: 'head' },
    h(
      'div',
      { class: 'where' },
      h('h1', {}, h('bdi', {}, station.product)),
      h('p', {}, h('bdi', {}, `${station.line} · ${station.station}`)),
    ),
    order(station),
    numbers(station),
    operator(station),
    model.isSoundOff && h('p', { class: 'sound-off' }, t('head.sound-off')),
    h(
      'nav',
      { 'aria-label': t('screen.sections') },
      screens.map((screen) => link(screen, model.screen)),
    ),
  );
}

const screens: readonly Screen[] = ['operator', 'unit', 'shift'];

function order({ order }: StationState): Child {
  if (order === undefined) return false;
  const { number, done, quantity } = order;
  return h(
    'div',
    { class: 'figure order' },
    h('p', { class: 'name' }, h('bdi', {}, t('head.order', { number }))),
    h('p', { class: 'value' }, h('strong', {}, done), ` / ${quantity}`),
    h('progress', {
      max: Math.max(quantity, 1),
      value: done,
      'aria-label': t('head.of', { done, quantity }),
    }),
  );
}

function numbers({ numbers, order }: StationState): Child {
  const { verified, firstPassYield, medianSeconds } = numbers;
  return [
    order === undefined && figure('done', t('head.verified'), String(verified)),
    figure('yield', t('head.first-pass'), percent(firstPassYield)),
    medianSeconds !== undefined && figure('cycle', t('head.cycle'), seconds(medianSeconds * 1000)),
  ];
}

function operator({ operator, operatorName }: StationState): Vnode {
  const isMissing = operator === undefined;
  const who = isMissing ? t('head.nobody') : (operatorName ?? operator);
  return figure(isMissing ? 'operator is-missing' : 'operator', t('head.operator'), who);
}

function figure(kind: string, name: string, value: string): Vnode {
  return h(
    'div',
    { class: `figure ${kind}`, key: kind },
    h('p', { class: 'name' }, name),
    h('p', { class: 'value' }, h('bdi', {}, value)),
  );
}

function link(screen: Screen, shown: Screen): Vnode {
  const href = pathOf(screen);
  const onclick = (event: Event) => {
    event.preventDefault();
    go(href);
  };
  return h(
    'a',
    { key: screen, href, onclick, 'aria-current': screen === shown ? 'page' : undefined },
    t(`screen.${screen}`),
  );
}
