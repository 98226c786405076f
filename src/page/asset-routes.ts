import { Hono } from 'hono';
import type { PageDeps } from './page-deps.js';
import { Refusal } from './refusal.js';

/** The files that the page is made of: nothing in them is of this line, so they need no token. */
export function assetRoutes({ assets }: PageDeps): Hono {
  const app = new Hono();
  app.get('*', (c) => {
    const asset = assets.get(c.req.path);
    if (!asset) throw new Refusal(404, 'NOT_FOUND', 'this station has no such page');
    return c.body(asset.body, 200, { 'Content-Type': asset.type });
  });
  return app;
}
