import { z } from 'zod';
import { checkSystems, resets } from '../values/index.js';

const text = z.string().min(1);
const scope = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'use letters, digits, ".", "_" and "-" only')
  .optional()
  .describe(
    'within which no two units have the same value, by a name that products can share; without it addresses and UUIDs ' +
      'are unique in the whole ledger, other fields in the product',
  );

/** The key that says where a value comes from, and what belongs to it. */
const kinds = {
  sequence: z.strictObject({
    sequence: text.describe('such as SN-{yy}{ww}-{n:06}-{check}'),
    check: z.enum(checkSystems).optional().describe('how {check} is computed'),
    reset: z.enum(resets).default('never').describe('when the number begins again'),
    first: z.number().int().min(0).default(1).describe('the first number'),
    counter: text.optional().describe('its counter in the ledger; PRODUCT/FIELD unless given'),
    scope,
  }),
  pool: z.strictObject({
    pool: text.describe('its name in the ledger, which other lines may use with the same range'),
    from: text.describe('the first address'),
    to: text.describe('the last address'),
    step: z.number().int().min(1).max(65_536).default(1).describe('addresses of one unit'),
    scope,
  }),
  uuid: z.strictObject({ uuid: z.literal('v4'), scope }),
  random: z.strictObject({
    random: z.number().int().min(1).max(4096).describe('bytes'),
    recipient: text
      .optional()
      .describe('the file of a public key: a copy of a secret value is sealed for its owner'),
    scope,
  }),
  list: z.strictObject({
    list: text.describe('the name of a list that "ledger load" has read'),
    column: text.optional().describe('what its header calls the field; the name of the field unless given'),
    by: z
      .literal('scan')
      .optional()
      .describe('the row is the one with the value that was scanned for this field'),
    scope,
  }),
  scan: z.strictObject({ scan: text.describe('a regular expression for the whole value'), scope }),
  hook: z.strictObject({
    hook: z.array(text).min(1).describe('a program and its arguments, which prints the value'),
    timeout: z.number().positive().max(3600).optional().describe('seconds; 10 unless given'),
    scope,
  }),
  derive: z.strictObject({ derive: text.describe('the field of the MAC that becomes an EUI-64'), scope }),
} as const;

type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as readonly Kind[];

/** Where the value of one field comes from. */
export const lineValue = z.union(
  [kinds.sequence, kinds.pool, kinds.uuid, kinds.random, kinds.list, kinds.scan, kinds.hook, kinds.derive],
  { error: ({ input }) => problemOf(input) },
);

export type LineValue = z.infer<typeof lineValue>;

/** What is wrong with a value as the one kind that it was meant to be. */
function problemOf(input: unknown): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return `needs a source, for example { ${example} }`;
  const keys = Object.keys(input);
  const found = kindNames.filter((kind) => keys.includes(kind));
  const [kind] = found;
  if (kind === undefined) return `has no source, which is one of ${kindNames.join(', ')}`;
  if (found.length > 1) return `has ${found.join(' and ')}; a field has one source`;
  const issues = kinds[kind].safeParse(input, { jitless: true }).error?.issues ?? [];
  return issues.map((issue) => issueText(kind, issue)).join('; ');
}

const example = 'sequence: "SN-{n:06}"';

function issueText(kind: Kind, issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys')
    return `${place}: ${isMissing(issue) ? 'is missing' : issue.message}`;
  const known = Object.keys(kinds[kind].shape).join(', ');
  return issue.keys.map((key) => `${key}: ${kind} has no such key; it has ${known}`).join('; ');
}

function isMissing({ code, message }: z.core.$ZodIssue): boolean {
  return code === 'invalid_type' && message.endsWith('received undefined');
}
