import type { MapCells, MapDocument, MapLock } from '../../../map/document.js';
import { type Grid, type GridRow, gridOf } from '../../../map/grid.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import { optionalText, t } from '../text.js';

/** The OTP of a unit as a grid: a row is a lock block where it fits, a box is what belongs together. */
export function otpMap(map: MapDocument): Vnode {
  const grid = gridOf(map);
  return h(
    'section',
    { class: 'map' },
    h('h3', {}, t('map.title')),
    h(
      'div',
      { class: 'grid', tabindex: 0, role: 'group', 'aria-label': t('map.title') },
      grid.rows.map((row) => rowOf(row, map, grid)),
    ),
  );
}

function rowOf(row: GridRow, map: MapDocument, { perRow }: Grid): Vnode {
  const { offset, cells, lock, skipped } = row;
  return h(
    'div',
    { class: 'row' },
    h('span', { class: 'offset code' }, `+0x${offset.toString(16).toUpperCase().padStart(3, '0')}`),
    h(
      'div',
      { class: 'cells', '--bytes': perRow },
      skipped === undefined
        ? cells.map((cell) => cellOf(cell, map))
        : h('span', { class: 'skipped', '--length': perRow }, t('map.skipped', { bytes: skipped })),
    ),
    h('span', { class: 'lock' }, lock && lockText(lock)),
  );
}

function cellOf(cell: MapCells, { values, fields }: MapDocument): Vnode {
  const { state, field, length, address, secret, locked } = cell;
  const text = field === undefined ? undefined : textOf(cell, values, fields);
  const name = field ?? stateWord(state);
  const shown = secret ? t('plan.secret') : text;
  const whole = [name, shown, stateWord(state), `0x${address.toString(16).toUpperCase()}`].filter(
    (each) => each !== undefined,
  );
  const classes = ['cell', `cell-${state}`, field !== undefined && 'is-field', locked && 'is-locked'];
  return h(
    'span',
    {
      class: classes.filter((each) => each !== false && each !== undefined).join(' '),
      '--length': length,
      title: whole.join(' · '),
    },
    h('bdi', {}, name),
  );
}

function textOf(
  { address, field }: MapCells,
  values: MapDocument['values'],
  fields: MapDocument['fields'],
): string | undefined {
  const value = values.find((each) => each.field === field && each.address <= address);
  return value?.text ?? fields.find(({ name, secret }) => name === field && !secret)?.text;
}

function stateWord(state: MapCells['state']): string {
  return optionalText(`map.${state}`) ?? state;
}

function lockText({ state }: MapLock): Child {
  return t(state === 'locked' ? 'map.locked' : state === 'open' ? 'map.unlocked' : 'map.lock-unsure');
}
