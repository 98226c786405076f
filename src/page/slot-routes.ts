import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { SlotState } from '../station/slot-state.js';
import type { FirstAnswers } from './first-answers.js';
import { jsonBody } from './json-body.js';
import type { PageDeps } from './page-deps.js';
import { Refusal } from './refusal.js';
import { requestId } from './request-id.js';

const insertion = z.int().min(1);
const start = z.strictObject({ insertion, request: requestId });
const confirm = z.strictObject({ insertion, accept: z.boolean(), request: requestId.exactOptional() });
const nothing = z.strictObject({ request: requestId.exactOptional() });

/** What a slot is asked for: its board is named by the insertion, so that nothing meant for one reaches the next. */
export function slotRoutes({ station }: PageDeps, answers: FirstAnswers): Hono {
  const app = new Hono();
  app.get('/:slot/plan', (c) => {
    const plan = station.planOf(c.req.param('slot'));
    if (!plan) throw new Refusal(404, 'PLAN_NONE', 'this slot asks about no plan');
    return c.json(plan);
  });
  app.post('/:slot/start', async (c) => {
    const body = await jsonBody(c.req, start);
    return done(c, body, (slot) => station.start({ slot, insertion: body.insertion }));
  });
  app.post('/:slot/confirm', async (c) => {
    const body = await jsonBody(c.req, confirm);
    return done(c, body, (slot) => station.confirm({ slot, insertion: body.insertion }, body.accept));
  });
  app.post('/:slot/pause', async (c) =>
    done(c, await jsonBody(c.req, nothing), (slot) => station.pause(slot)),
  );
  app.post('/:slot/resume', async (c) =>
    done(c, await jsonBody(c.req, nothing), (slot) => station.resume(slot)),
  );
  return app;

  async function done(
    c: Context<object, '/:slot/*'>,
    body: { readonly request?: string },
    work: (slot: string) => SlotState,
  ): Promise<Response> {
    const slot = c.req.param('slot') ?? '';
    const what = JSON.stringify([c.req.path, body]);
    return c.json(await answers.once(body.request, what, () => work(slot)));
  }
}
