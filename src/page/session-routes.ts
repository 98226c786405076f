import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { PageRole, SessionAnswer } from './api-types.js';
import { jsonBody } from './json-body.js';
import type { PageAccess, PageDeps } from './page-deps.js';
import { Refusal } from './refusal.js';
import { cookieName, roleOf } from './roles.js';
import { lifetimeSeconds } from './tokens.js';

/** Who uses the page: a token becomes a cookie that no script can read. */
export function sessionRoutes(deps: PageDeps, { roleWithoutToken }: PageAccess): Hono {
  const { tokens } = deps;
  const app = new Hono();
  app.get('/', (c) => c.json(answer(roleOf(c, { tokens, roleWithoutToken }))));
  app.post('/', async (c) => {
    const { token } = await jsonBody(c.req, z.strictObject({ token: z.string().max(256) }));
    const role = tokens.roleOf(token);
    if (role === undefined)
      throw new Refusal(
        401,
        'TOKEN_UNKNOWN',
        'this token is not one of this station, or is too old',
        'Open the link that otpforge station shows at its start.',
      );
    setCookie(c, cookieName(c, role), token, { ...cookie, maxAge: lifetimeSeconds });
    return c.json(answer(role));
  });
  // Leaves the highest role alone, so that a supervisor can go and the operator stays.
  app.delete('/', (c) => {
    const role = roleOf(c, { tokens });
    if (role !== undefined) deleteCookie(c, cookieName(c, role), { path: '/' });
    const left =
      role === 'supervise' ? roleOf(c, { tokens, roleWithoutToken }, ['operate']) : roleWithoutToken;
    return c.json(answer(left));
  });
  return app;
}

const cookie = { path: '/', httpOnly: true, sameSite: 'Strict' } as const;

function answer(role: PageRole | undefined): SessionAnswer {
  return role === undefined ? {} : { role };
}
