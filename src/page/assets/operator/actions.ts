import type { SlotState } from '../../api-types.js';
import { get, post, requestId } from '../live/call.js';
import { change, current } from '../model.js';
import { say, told } from '../notice.js';
import { t } from '../text.js';

/** Starts the board that is shown; another one that came meanwhile is left alone. */
export async function start({ slot, insertion }: SlotState): Promise<void> {
  told(await post('POST /api/slots/:n/start', slot, { insertion, request: requestId() }));
}

export async function pause({ slot }: SlotState): Promise<void> {
  told(await post('POST /api/slots/:n/pause', slot, { request: requestId() }));
}

export async function resume({ slot }: SlotState): Promise<void> {
  told(await post('POST /api/slots/:n/resume', slot, { request: requestId() }));
}

/** Opens the plan that a slot asks about. */
export async function lookAtPlan({ slot, insertion }: SlotState): Promise<void> {
  const answer = await get('GET /api/slots/:n/plan', slot);
  if (told(answer)) change({ plan: { slot, insertion, plan: answer.value } });
}

export function closePlan(): void {
  change({ plan: undefined });
}

export async function answerPlan(accept: boolean): Promise<void> {
  const { plan } = current();
  if (plan === undefined) return;
  const { slot, insertion } = plan;
  closePlan();
  told(await post('POST /api/slots/:n/confirm', slot, { insertion, accept, request: requestId() }));
}

/** What Enter does where nothing has the focus: the slot that waits for somebody. */
export async function startWaiting(): Promise<void> {
  const { station, armed } = current();
  const waiting = (station?.slots ?? []).filter(({ status }) => status === 'ready' || status === 'confirm');
  const slot = waiting.find((each) => each.slot === armed?.slot) ?? waiting[0];
  if (slot === undefined) return;
  if (waiting.length > 1 && slot.slot !== armed?.slot) say({ isProblem: true, text: t('slot.many') });
  else await (slot.status === 'ready' ? start(slot) : lookAtPlan(slot));
}
