import { h, type Vnode } from '../dom/node.js';
import { t } from '../text.js';
import { number } from '../when.js';

interface Bar {
  readonly name: string;
  /** What it means, in words. */
  readonly more: string | undefined;
  readonly count: number;
}

/** Counts as bars, the longest first; the numbers are there to read, too. */
export function bars(all: readonly Bar[]): Vnode {
  const most = Math.max(...all.map(({ count }) => count), 1);
  return h(
    'table',
    { 'aria-label': t('shift.causes') },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, t('shift.cause')),
        h('th', { scope: 'col', class: 'number' }, t('unit.visits')),
        h('td', {}),
      ),
    ),
    h(
      'tbody',
      {},
      all.map(({ name, more, count }) =>
        h(
          'tr',
          { key: name },
          h('th', { scope: 'row', class: 'code' }, h('bdi', {}, name), more !== undefined && ` ${more}`),
          h('td', { class: 'number' }, number(count)),
          h('td', { class: 'bars' }, h('span', { class: 'bar', '--share': count / most })),
        ),
      ),
    ),
  );
}
