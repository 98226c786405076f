import { type Child, h } from '../dom/node.js';
import type { Model } from '../model.js';
import { t } from '../text.js';
import { decide, leaveUndecided } from './actions.js';

/** Asks why a unit is scrapped or released: the ledger keeps the reason. */
export function decisionDialog({ decision }: Model): Child {
  if (decision === undefined) return false;
  const { kind, unit } = decision;
  const onsubmit = (event: Event) => {
    event.preventDefault();
    void decide(document.querySelector<HTMLInputElement>('#reason')?.value ?? '');
  };
  return h(
    'dialog',
    { class: 'ask', key: `${kind}-${unit}`, 'aria-labelledby': 'ask-title', onclose: leaveUndecided },
    h('h2', { id: 'ask-title' }, t(`unit.${kind}-title`, { unit })),
    h('p', {}, t(`unit.${kind}-why`)),
    h(
      'form',
      { onsubmit },
      h('label', { for: 'reason' }, t('unit.reason')),
      h('input', { id: 'reason', type: 'text', required: true, maxlength: 500, autocomplete: 'off' }),
      h(
        'div',
        { class: 'answers' },
        h('button', { type: 'button', key: 'leave', onclick: leaveUndecided }, t('unit.leave')),
        h('button', { type: 'submit', key: 'do', class: 'answer-accept' }, t(`unit.${kind}-do`)),
      ),
    ),
  );
}
