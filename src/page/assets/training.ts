import { type Child, h } from './dom/node.js';
import { t } from './text.js';

/** Across every screen of simulated chips, so that nobody takes them for real boards. */
export function trainingMark(): Child {
  return [
    h(
      'aside',
      { class: 'training', key: 'training', 'aria-label': t('training') },
      h('strong', {}, t('training')),
      ' ',
      t('training.why'),
    ),
    h(
      'div',
      { class: 'watermark', key: 'watermark', 'aria-hidden': 'true' },
      Array.from({ length: 3 }, () => h('span', { 'data-text': t('training') })),
    ),
  ];
}
