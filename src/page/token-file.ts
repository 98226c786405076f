import { join } from 'node:path';
import { z } from 'zod';
import { readTextIfThere } from '../files/read.js';
import { writeAtomic } from '../files/write.js';

const format = 'otpforge.page-tokens/1';

export const pageTokensSchema = z.object({
  format: z.literal(format),
  tokens: z.array(
    z.object({
      role: z.enum(['operate', 'supervise']),
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .describe('of the token, which is kept nowhere'),
      made: z.iso.datetime(),
    }),
  ),
});

export type KeptToken = z.infer<typeof pageTokensSchema>['tokens'][number];

/** The tokens of a state folder. A file that cannot be read has none: new ones are made at each start. */
export async function readTokens(folder: string): Promise<readonly KeptToken[]> {
  try {
    const text = await readTextIfThere(fileIn(folder));
    return text === undefined ? [] : pageTokensSchema.parse(JSON.parse(text)).tokens;
  } catch {
    return [];
  }
}

/** Adds a token, and drops the oldest and those that are not wanted. Returns all. Errors: FILE_WRITE_FAILED. */
export async function addTokens(
  folder: string,
  token: KeptToken,
  isWanted: (token: KeptToken) => boolean,
): Promise<readonly KeptToken[]> {
  const tokens = [...(await readTokens(folder)).filter(isWanted), token].slice(-mostTokens);
  await writeAtomic(fileIn(folder), `${JSON.stringify({ format, tokens }, undefined, 2)}\n`, { mode: 0o600 });
  return tokens;
}

function fileIn(folder: string): string {
  return join(folder, 'page-tokens.json');
}

/** Two for each of the last starts. */
const mostTokens = 64;
