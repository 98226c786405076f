import type { MiddlewareHandler } from 'hono';
import type { PageAccess } from './page-deps.js';
import { Refusal } from './refusal.js';

/** A foreign name that was made to point here, DNS rebinding, would make its page one with ours. */
export function hostGuard({ isOwnHost }: PageAccess): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!isOwnHost(host))
      throw new Refusal(
        421,
        'HOST_FOREIGN',
        'this station does not serve the host that was asked for',
        'Use the address that otpforge station shows.',
      );
    await next();
  };
}
