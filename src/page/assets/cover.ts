import { type Child, h } from './dom/node.js';
import type { Connection, Model } from './model.js';
import { t } from './text.js';

/** What covers the page while nothing on it can be believed. */
export function cover({ connection, isTokenWrong }: Model): Child {
  if (connection === 'up') return false;
  const [title, ...lines] = sayings[connection](isTokenWrong);
  return h(
    'div',
    { class: `cover cover-${connection}`, role: 'alert', key: 'cover' },
    h('p', { class: 'cover-title' }, title ?? ''),
    lines.map((line) => h('p', {}, line)),
  );
}

const sayings: Readonly<Record<Exclude<Connection, 'up'>, (isTokenWrong: boolean) => readonly string[]>> = {
  first: () => [t('first.title')],
  lost: () => [t('lost.title'), t('lost.next'), t('lost.trying')],
  ended: () => [t('ended.title'), t('ended.next'), t('ended.again')],
  refused: (isTokenWrong) => [t('token.title'), ...(isTokenWrong ? [t('token.wrong')] : []), t('token.next')],
};
