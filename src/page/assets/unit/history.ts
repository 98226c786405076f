import type { PageUnit } from '../../api-types.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import { optionalText, t } from '../text.js';
import { seconds, when } from '../when.js';

type Unit = PageUnit['unit'];

/** Each presentation of the unit's die. */
export function visitsTable(visits: Unit['visits']): Child {
  if (visits.length === 0) return false;
  return h(
    'section',
    {},
    h('h3', {}, t('unit.visits')),
    h(
      'table',
      {},
      columns('unit.began', 'unit.took', 'unit.place', 'unit.operator', 'unit.result'),
      h(
        'tbody',
        {},
        visits.map(({ began, ended, station, slot, operator = '', result, codes }) =>
          row(
            when(began),
            ended === undefined ? '' : seconds(Date.parse(ended) - Date.parse(began)),
            t('unit.where', { station, slot }),
            operator,
            h(
              'span',
              {},
              h('strong', {}, resultWord(result)),
              ' ',
              h('span', { class: 'code' }, codes.join(', ')),
            ),
          ),
        ),
      ),
    ),
  );
}

/** What was recorded of the unit, as the ledger has it. */
export function eventsTable(events: Unit['events']): Child {
  if (events.length === 0) return false;
  return h(
    'section',
    {},
    h('h3', {}, t('unit.events')),
    h(
      'table',
      {},
      columns('unit.time', 'unit.station', 'unit.event', 'unit.details'),
      h(
        'tbody',
        {},
        events.map(({ time, station, kind, details }) =>
          row(when(time), station, kind, h('span', { class: 'code small' }, detailsText(details))),
        ),
      ),
    ),
  );
}

function columns(...keys: readonly Parameters<typeof t>[0][]): Vnode {
  return h(
    'thead',
    {},
    h(
      'tr',
      {},
      keys.map((key) => h('th', { scope: 'col' }, t(key))),
    ),
  );
}

function row(...cells: readonly (string | Vnode)[]): Vnode {
  return h(
    'tr',
    {},
    cells.map((cell) => h('td', {}, typeof cell === 'string' ? h('bdi', {}, cell) : cell)),
  );
}

function resultWord(result: string | undefined): string {
  if (result === undefined) return t('unit.running');
  return optionalText(`result.${result}`) ?? result;
}

function detailsText(details: unknown): string {
  if (typeof details !== 'object' || details === null) return String(details ?? '');
  return Object.entries(details)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
