import { Hono } from 'hono';
import { count } from '../text/plural.js';
import { eventStream } from './event-stream.js';
import type { PageDeps } from './page-deps.js';
import { Refusal } from './refusal.js';

/** What the station shows, as it changes. */
export function eventRoute({ station, clock }: PageDeps): Hono {
  let open = 0;
  const app = new Hono();
  app.get('/', (c) => {
    // Nobody would read the stream of a HEAD, nor end it.
    if (c.req.method !== 'GET') throw new Refusal(405, 'METHOD_WRONG', 'events are for GET alone');
    if (open >= mostStreams)
      throw new Refusal(
        503,
        'STREAMS_FULL',
        `this station has ${count(mostStreams, 'page')} open`,
        'Close some.',
      );
    open += 1;
    const stream = eventStream(station, clock, () => {
      open -= 1;
    });
    return c.body(stream, 200, { 'Content-Type': 'text/event-stream', 'Transfer-Encoding': 'chunked' });
  });
  return app;
}

const mostStreams = 64;
