import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { PageRole } from './api-types.js';
import type { PageAccess, PageDeps } from './page-deps.js';
import { Refusal } from './refusal.js';

type Access = Pick<PageDeps, 'tokens'> & Partial<Pick<PageAccess, 'roleWithoutToken'>>;

/** Lets a request through whose role is this or more. Errors: Refusal 401, 403. */
export function needsRole(needed: PageRole, access: Access): MiddlewareHandler {
  return async (c, next) => {
    const role = roleOf(c, access);
    if (role !== needed && role !== 'supervise') throw role === undefined ? noToken() : lowRole();
    await next();
  };
}

/** The highest role that a request proves by its token or its cookies. */
export function roleOf(
  c: Context,
  { tokens, roleWithoutToken }: Access,
  cookies: readonly PageRole[] = roles,
): PageRole | undefined {
  const given = [bearerOf(c), ...cookies.map((role) => getCookie(c, cookieName(c, role)))];
  const proven = given.map((token) => (token === undefined ? undefined : tokens.roleOf(token)));
  return roles.find((role) => proven.includes(role)) ?? roleWithoutToken;
}

/** The highest first. */
const roles: readonly PageRole[] = ['supervise', 'operate'];

/** Cookies are shared by all ports of a host, which may be those of several stations. */
export function cookieName(c: Context, role: PageRole): string {
  const port = /:(\d+)$/.exec(c.req.header('host') ?? '')?.[1] ?? '80';
  return `otpforge-${port}-${role}`;
}

function bearerOf(c: Context): string | undefined {
  return /^Bearer ([\w-]+)$/.exec(c.req.header('authorization') ?? '')?.[1];
}

function noToken(): Refusal {
  return new Refusal(
    401,
    'TOKEN_NEEDED',
    'this station wants a token',
    'Open the link that otpforge station shows at its start.',
  );
}

function lowRole(): Refusal {
  return new Refusal(
    403,
    'ROLE_NEEDED',
    'this needs the role supervise',
    'Open the link for supervisors that otpforge station shows at its start.',
  );
}
