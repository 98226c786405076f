import type { PageUnit } from '../../api-types.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import { unitLink } from '../operator/open-list.js';
import { optionalText, t } from '../text.js';

type Unit = PageUnit['unit'];

/** Who a unit is, and what the ledger has of each of its stages. */
export function facts(unit: Unit): Vnode {
  const { die, order, generation, replaces, replacedBy, stages } = unit;
  return h(
    'dl',
    { class: 'facts' },
    stages.map((each) => stage(each)),
    fact(t('unit.unit'), String(unit.unit)),
    die && fact(t('plan.uid'), die.uid),
    fact(t('unit.product'), unit.product),
    order !== undefined && fact(t('unit.order'), order),
    generation > 1 && fact(t('unit.generation'), String(generation)),
    replaces !== undefined && [
      h('dt', {}, t('unit.replaces')),
      h('dd', {}, unitLink(replaces, String(replaces))),
    ],
    replacedBy.length > 0 && [
      h('dt', {}, t('unit.replaced-by')),
      h(
        'dd',
        {},
        replacedBy.map((each) => [unitLink(each, String(each)), ' ']),
      ),
    ],
  );
}

function stage({ stage, state, station, slot, reason }: Unit['stages'][number]): Child {
  const where = station === undefined ? '' : t('unit.where', { station, slot: slot ?? '' });
  const name = stage === '' ? t('unit.state') : t('unit.stage', { stage });
  const word = optionalText(`state.${state}`) ?? state;
  return [
    h('dt', {}, h('bdi', {}, name)),
    h(
      'dd',
      {},
      h('strong', { class: `state state-${state}` }, word),
      where !== '' && ` ${where}`,
      reason !== undefined && [h('br'), h('bdi', {}, reason)],
    ),
  ];
}

/** What the ledger gave it; secret values have no text. */
export function valuesTable({ values }: Unit): Child {
  if (values.length === 0) return false;
  return h(
    'table',
    { 'aria-label': t('unit.values') },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        [t('plan.field'), t('plan.value')].map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      {},
      values.map(({ field, text, secret }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, h('bdi', {}, field)),
          h(
            'td',
            { class: 'code' },
            h('bdi', {}, text ?? t(secret === 'wiped' ? 'unit.wiped' : 'plan.secret')),
          ),
        ),
      ),
    ),
  );
}

function fact(name: string, value: string): Child {
  return [h('dt', {}, name), h('dd', { class: 'code' }, h('bdi', {}, value))];
}
