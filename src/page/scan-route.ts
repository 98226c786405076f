import { Hono } from 'hono';
import { z } from 'zod';
import type { FirstAnswers } from './first-answers.js';
import { jsonBody } from './json-body.js';
import type { PageDeps } from './page-deps.js';
import { requestId } from './request-id.js';

const text = z.string().min(1).max(1024);
const request = requestId.exactOptional();
/** 0: no board was in the slot yet. */
const insertion = z.int().min(0);
const scan = z.union([
  z.strictObject({ text, request }),
  z.strictObject({ text, slot: z.string().min(1), insertion, request }),
]);

/** A text of a scanner, which the station uses once. A browser whose slot it is for names the slot and its board. */
export function scanRoute({ station }: PageDeps, answers: FirstAnswers): Hono {
  const app = new Hono();
  app.post('/', async (c) => {
    const body = await jsonBody(c.req, scan);
    const board = 'slot' in body ? { slot: body.slot, insertion: body.insertion } : 'none';
    const what = JSON.stringify([c.req.path, body.text, board]);
    return c.json(await answers.once(body.request, what, () => station.scan(body.text, board)));
  });
  return app;
}
