import type { MiddlewareHandler } from 'hono';

/** Puts the headers on every answer that keep a browser from doing more with the page than it needs. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of pageHeaders) c.res.headers.set(name, value);
};

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // A text that reaches the page as markup is an error of the script.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

export const pageHeaders: ReadonlyMap<string, string> = new Map([
  ['Content-Security-Policy', policy.join('; ')],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Cache-Control', 'no-store'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
]);
