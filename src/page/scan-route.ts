import { Hono } from 'hono';
import { z } from 'zod';
import type { FirstAnswers } from './first-answers.js';
import { jsonBody } from './json-body.js';
import type { PageDeps } from './page-deps.js';
import { requestId } from './request-id.js';

const scan = z.strictObject({ text: z.string().min(1).max(1024), request: requestId.exactOptional() });

/** A text of a scanner, which the station uses once. */
export function scanRoute({ station }: PageDeps, answers: FirstAnswers): Hono {
  const app = new Hono();
  app.post('/', async (c) => {
    const { text, request } = await jsonBody(c.req, scan);
    const what = JSON.stringify([c.req.path, text]);
    return c.json(await answers.once(request, what, () => station.scan(text)));
  });
  return app;
}
