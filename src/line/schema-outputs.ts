import { z } from 'zod';

const text = z.string().min(1);
const seconds = z.number().positive().max(600).optional();
const name = text
  .max(64)
  .optional()
  .describe(
    'what the ledger remembers its place by; its target unless given, so that a new target gets everything',
  );
const command = z.array(text).min(1);

const kinds = {
  file: z.strictObject({ file: text.describe('JSON Lines, which each station adds to its own'), name }),
  post: z.strictObject({
    post: text.describe('an http: or https: address that gets each event by POST'),
    name,
    headers: z
      .record(z.string(), z.string())
      .optional()
      .describe('sent with each event, with variables of the environment'),
    timeout: seconds.describe('seconds to wait for an answer; 10 unless given'),
  }),
  command: z.strictObject({
    command: command.describe('a program and its arguments, which reads one event on standard input'),
    name,
    timeout: seconds.describe('seconds until it is killed; 10 unless given'),
  }),
} as const;

/** Where what the ledger records goes. */
export const lineOutput = z.union([kinds.file, kinds.post, kinds.command], {
  error: ({ input }) => problemOf(input),
});

export type LineOutput = z.infer<typeof lineOutput>;

/** The label of a unit that was verified. */
export const lineLabel = z.strictObject({
  template: text.describe('a Handlebars template'),
  to: text.optional().describe('tcp:HOST:PORT'),
  command: command
    .optional()
    .describe('a program and its arguments, which reads the label on standard input'),
  escape: z
    .enum(['zpl', 'none'])
    .default('zpl')
    .describe('zpl: values are for fields behind ^FH_; none: for printers of another language'),
  confirm: z
    .literal('scan')
    .optional()
    .describe('somebody scans each label, and it must be that of the unit'),
  timeout: seconds.describe('seconds that printing may take; 10 unless given'),
});

export type LineLabel = z.infer<typeof lineLabel>;

type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as readonly Kind[];

/** What is wrong with an output as the one kind that it was meant to be. */
function problemOf(input: unknown): string {
  const keys = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  const found = kindNames.filter((kind) => keys.includes(kind));
  const [kind] = found;
  if (kind === undefined) return 'needs one of file, post and command';
  if (found.length > 1) return `has ${found.join(' and ')}; an output goes to one place`;
  const issues = kinds[kind].safeParse(input, { jitless: true }).error?.issues ?? [];
  return issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ');
}
