import type { PlanDocument } from '../../../burn/index.js';
import { type Child, h, type Vnode } from '../dom/node.js';
import type { Model } from '../model.js';
import { counted, t } from '../text.js';
import { answerPlan, closePlan } from './actions.js';

/** The first plan of its kind, for somebody to say yes or no to. Gone when its board is, or asks no more. */
export function planDialog({ plan, station, connection }: Model): Child {
  if (plan === undefined || connection !== 'up') return false;
  const slot = station?.slots.find((each) => each.slot === plan.slot);
  if (slot?.status !== 'confirm' || slot.insertion !== plan.insertion) return false;
  return h(
    'dialog',
    {
      class: 'plan',
      key: `plan-${plan.slot}-${plan.insertion}`,
      'aria-labelledby': 'plan-title',
      onclose: closePlan,
    },
    h('h2', { id: 'plan-title' }, t('plan.title', { slot: plan.slot })),
    h('p', { class: 'lead' }, t('plan.why')),
    facts(plan.plan),
    values(plan.plan),
    h(
      'div',
      { class: 'answers' },
      answer('decline', t('plan.decline'), () => void answerPlan(false)),
      answer('accept', t('plan.accept'), () => void answerPlan(true)),
    ),
  );
}

function facts(plan: PlanDocument): Vnode {
  const { device, chip, firmware, units, hash } = plan;
  const written = units.filter(({ state }) => state === 'burn');
  const locks = written.filter(({ kind }) => kind === 'lock').length;
  const data = counted('plan.data', written.length - locks);
  return h(
    'dl',
    { class: 'facts' },
    fact(t('plan.device'), device),
    chip.uid !== undefined && fact(t('plan.uid'), chip.uid),
    fact(t('plan.firmware'), firmware.length > 0 ? firmware.map(range).join(', ') : t('plan.no-firmware')),
    fact(t('plan.writes'), locks > 0 ? `${data}, ${counted('plan.locks', locks)}` : data),
    fact(t('plan.hash'), hash),
  );
}

function fact(name: string, value: string): Child {
  return [h('dt', {}, name), h('dd', { class: 'code' }, h('bdi', {}, value))];
}

function values({ values }: PlanDocument): Child {
  if (values.length === 0) return false;
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        [t('plan.field'), t('plan.value'), t('plan.address')].map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      {},
      values.map(({ field, text, address }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, h('bdi', {}, field)),
          h('td', { class: 'code' }, h('bdi', {}, text ?? t('plan.secret'))),
          h('td', { class: 'code' }, hex(address)),
        ),
      ),
    ),
  );
}

function range({ address, length }: PlanDocument['firmware'][number]): string {
  return t('plan.firmware-range', { length, address: hex(address) });
}

function hex(number: number): string {
  return `0x${number.toString(16).toUpperCase().padStart(8, '0')}`;
}

function answer(name: string, text: string, onclick: () => void): Vnode {
  return h('button', { type: 'button', key: name, class: `answer answer-${name}`, onclick }, text);
}
