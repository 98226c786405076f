import type { ShownFailure, StationState } from '../../api-types.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import { counted, optionalText, t } from '../text.js';
import { clock } from '../when.js';
import { openRows, searchLink } from './open-list.js';

/** What somebody has to look after: why nothing goes on, warnings, open units, the last failures. */
export function foot(station: StationState): Vnode {
  const { openUnits, failures, warnings, stopped } = station;
  return h(
    'footer',
    { class: 'foot' },
    stopped && stop(stopped),
    warnings.length > 0 &&
      panel('warnings', counted('warnings.title', warnings.length), warnings.map(warning)),
    panel(
      openUnits.length > 0 ? 'open has-some' : 'open',
      counted('open.title', openUnits.length),
      openUnits.length > 0 ? openRows(openUnits) : h('li', {}, t('open.none')),
    ),
    panel(
      'failures',
      t('failures.title'),
      failures.length > 0 ? failures.map(failureRow) : h('li', {}, t('failures.none')),
    ),
  );
}

function stop({ code, message, next }: NonNullable<StationState['stopped']>): Vnode {
  return h(
    'section',
    { class: 'stopped', key: 'stopped', role: 'alert' },
    h('h2', {}, t('stopped.title')),
    h('p', { class: 'next' }, optionalText(`next.stopped.${code}`) ?? next),
    h(
      'p',
      { class: 'why' },
      h('span', { class: 'code' }, code),
      ' ',
      optionalText(`code.${code}`) ?? message,
    ),
  );
}

function panel(kind: string, title: string, rows: Child): Vnode {
  return h(
    'section',
    { class: `panel ${kind}`, key: kind.split(' ')[0] ?? kind },
    h('h2', {}, title),
    // A list that may be scrolled must be reachable by keyboard.
    h('ul', { tabindex: 0, 'aria-label': title }, rows),
  );
}

function warning({ code, message }: StationState['warnings'][number]): Vnode {
  return h('li', {}, h('span', { class: 'code' }, code), ' ', optionalText(`code.${code}`) ?? message);
}

function failureRow({ at, slot, serial, uid, code, message }: ShownFailure): Vnode {
  const name = serial ?? uid;
  return h(
    'li',
    { key: `${at} ${slot}` },
    h('time', { datetime: at }, clock(at)),
    ' ',
    h('span', {}, t('failures.row', { slot })),
    ' ',
    name !== undefined && [searchLink(name, name), ' '],
    h('span', { class: 'code' }, code),
    ' ',
    h('span', { class: 'say' }, optionalText(`code.${code}`) ?? message),
  );
}
