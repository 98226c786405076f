import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PageRole } from './api-types.js';
import { addTokens, type KeptToken, readTokens } from './token-file.js';

/** Tokens by which people and fixtures prove their role; only hashes of them are kept. */
export interface PageTokens {
  /** A new token of 256 bits. Errors: FILE_WRITE_FAILED. */
  make(role: PageRole): Promise<string>;
  /** Undefined for one that was never made, is too old, or was dropped. */
  roleOf(token: string): PageRole | undefined;
}

/** The tokens of this station's state folder, those of its earlier starts too. */
export async function openTokens(folder: string, now: () => Date): Promise<PageTokens> {
  let kept = await readTokens(folder);
  return {
    async make(role) {
      const token = randomBytes(32).toString('base64url');
      kept = await addTokens(folder, { role, sha256: hashOf(token), made: now().toISOString() }, isFresh);
      return token;
    },
    roleOf: (token) => roleAmong(kept.filter(isFresh), hashOf(token)),
  };

  function isFresh({ made }: KeptToken): boolean {
    return now().getTime() - Date.parse(made) < lifetimeMs;
  }
}

/** Each hash is compared whole, and all of them are, whichever matches. */
function roleAmong(kept: readonly KeptToken[], hash: string): PageRole | undefined {
  const asked = Buffer.from(hash, 'hex');
  const found = kept.filter(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, 'hex'), asked));
  return found.some(({ role }) => role === 'supervise') ? 'supervise' : found[0]?.role;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** As long as a browser keeps its cookie: 30 days. */
export const lifetimeSeconds = 30 * 24 * 3600;
const lifetimeMs = lifetimeSeconds * 1000;
