import type { MiddlewareHandler } from 'hono';
import { Refusal } from './refusal.js';

/** Refuses what another page asks for: data for its script, and any change. */
export const originGuard: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site') ?? 'none';
  if (!['none', 'same-origin'].includes(site)) throw foreign('this request comes from another site');
  if (!readsOnly.includes(c.req.method)) {
    const own = `http://${c.req.header('host')}`;
    const origin = c.req.header('origin');
    if (origin === undefined) throw foreign('this request has no Origin header');
    if (origin.toLowerCase() !== own.toLowerCase()) throw foreign('this request comes from another origin');
  }
  await next();
};

const readsOnly = ['GET', 'HEAD'];

function foreign(message: string): Refusal {
  return new Refusal(
    403,
    'ORIGIN_FOREIGN',
    message,
    'Use the page of this station. A program sends its address as the Origin header.',
  );
}
