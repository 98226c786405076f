import type { ShiftReport } from '../../api-types.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import type { Model, ShiftWindow } from '../model.js';
import { optionalText, t } from '../text.js';
import { clock, number, percent, seconds, when } from '../when.js';
import { bars } from './bars.js';
import { loadShift } from './load.js';
import { picker } from './picker.js';

/** The numbers of a shift, as the documentation defines them: all, by hour, by slot, and what boards failed by. */
export function shiftScreen({ shift }: Model): Child {
  const window: ShiftWindow = shift?.window ?? { kind: 'last', hours: 8 };
  return h(
    'main',
    { class: 'sheet', key: 'shift' },
    picker(window, (picked) => void loadShift(picked)),
    shift?.problem !== undefined && h('p', { class: 'problem', role: 'alert' }, shift.problem),
    shift?.report && sheet(shift.report),
  );
}

function sheet(report: ShiftReport): Child {
  const { from, to, hours, slots, pareto } = report;
  return [
    h(
      'div',
      { class: 'title' },
      h('h2', {}, `${when(from)} – ${when(to)}`),
      h('div', { class: 'actions' }, exported(report, 'csv'), exported(report)),
    ),
    tally(report),
    h('h3', {}, t('shift.hours')),
    counts(
      'shift.hour',
      hours.map((each) => [clock(each.hour), each] as const),
    ),
    h('h3', {}, t('shift.slots')),
    counts(
      'shift.slot',
      slots.map((each) => [t('unit.where', { station: each.station, slot: each.slot }), each] as const),
    ),
    h('h3', {}, t('shift.causes')),
    pareto.length === 0
      ? h('p', {}, t('failures.none'))
      : bars(pareto.map(({ code, count }) => ({ name: code, more: optionalText(`code.${code}`), count }))),
  ];
}

function tally({ units, firstPassYield, finalYield, retests, medianMs, p95Ms, perHour }: ShiftReport): Vnode {
  return h(
    'div',
    { class: 'tally' },
    figure(t('shift.units'), number(units)),
    figure(t('head.first-pass'), percent(firstPassYield)),
    figure(t('shift.final'), percent(finalYield)),
    figure(t('shift.retests'), number(retests)),
    figure(t('shift.median'), medianMs === undefined ? '–' : seconds(medianMs)),
    figure(t('shift.p95'), p95Ms === undefined ? '–' : seconds(p95Ms)),
    figure(t('shift.per-hour'), number(perHour, 1)),
  );
}

function figure(name: string, value: string): Vnode {
  return h('div', {}, h('p', { class: 'name' }, name), h('p', { class: 'value' }, value));
}

type Counts = Pick<ShiftReport, 'units' | 'firstPassYield' | 'finalYield' | 'retests' | 'medianMs'>;

const headings = ['shift.units', 'head.first-pass', 'shift.final', 'shift.retests', 'shift.median'] as const;

function counts(first: 'shift.hour' | 'shift.slot', rows: readonly (readonly [string, Counts])[]): Vnode {
  return h(
    'table',
    { 'aria-label': t(first) },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, t(first)),
        headings.map((key) => h('th', { scope: 'col', class: 'number' }, t(key))),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map(([name, { units, firstPassYield, finalYield, retests, medianMs }]) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, h('bdi', {}, name)),
          [
            number(units),
            percent(firstPassYield),
            percent(finalYield),
            number(retests),
            medianMs === undefined ? '–' : seconds(medianMs),
          ].map((cell) => h('td', { class: 'number' }, cell)),
        ),
      ),
    ),
  );
}

/** Exactly what is shown, also where it was asked for "the last hours". */
function exported({ from, to }: ShiftReport, as?: 'csv'): Vnode {
  const query = new URLSearchParams({ from, to, ...(as && { as }) });
  const day = from.slice(0, 10);
  return h(
    'a',
    {
      class: 'button',
      href: `/api/report?${query}`,
      download: as ? `shift-${day}.csv` : `shift-${day}.json`,
    },
    t(as ? 'shift.csv' : 'shift.json'),
  );
}
