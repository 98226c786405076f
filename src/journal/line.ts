import { hash } from 'node:crypto';
import { z } from 'zod';

export const journalFormat = { format: 'otpforge.journal', major: 1 } as const;
export const formatText = `${journalFormat.format}/${journalFormat.major}` as const;

const uint = z.number().int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What the first line carries as the hash of the line before it. */
export const noLine = '0'.repeat(64);

const units = z
  .object({
    address: uint,
    length: uint,
    kind: z.enum(['data', 'lock']),
    state: z.enum(['burn', 'skip']).describe('skip: the chip held it already'),
  })
  .readonly();
export type JournalUnits = z.infer<typeof units>;

const imageHash = z.union([
  z.object({ sha256: sha256.describe('the whole image, as in the plan') }).readonly(),
  z
    .object({
      hmacSha256: sha256.describe('of the image hash behind the salt, by the key of the state folder'),
      salt: z.string().regex(/^[0-9a-f]{32}$/),
    })
    .readonly(),
]);
export type ImageHash = z.infer<typeof imageHash>;

const unitValue = z.union([
  z.object({ field: z.string(), value: z.string().describe('as the layout decodes it') }).readonly(),
  z
    .object({
      field: z.string(),
      hmacSha256: sha256.describe('of the value of a secret field, by the key of the state folder'),
    })
    .readonly(),
]);
/** The value of a field that no two dies share. */
export type JournalValue = z.infer<typeof unitValue>;

const head = {
  format: z.literal(formatText),
  previous: sha256.describe('SHA-256 of the line before, its line feed apart; zeros in the first line'),
};
const run = {
  time: z.iso.datetime(),
  version: z.string().describe('of otpforge'),
  node: z
    .string()
    .describe('version of Node.js; in the first line of a run, older versions leave it out')
    .exactOptional(),
  os: z.string().describe('system, its release and processor; beside `node`').exactOptional(),
  run: z.uuid().describe('the same in both lines of one run'),
  probe: z.object({ description: z.string(), serial: z.string(), vtrefMv: uint.exactOptional() }).readonly(),
  device: z.string(),
  bank: z.string(),
  uid: z.string().describe('of the die; empty when it is another chip'),
  plan: z
    .string()
    .regex(/^(p2-)?[0-9a-f]{64}$/)
    .describe('the hash by which the plan was shown and confirmed; of an otpforge.plan/1 without p2-'),
  image: imageHash,
  loader: sha256.describe('the loader ELF').exactOptional(),
  medium: z
    .enum(['silicon', 'simulated', 'replayed'])
    .describe('what was behind the probe; lines of older versions leave it out')
    .exactOptional(),
  values: z
    .array(unitValue)
    .readonly()
    .describe('unique fields that the image carries; in the first line of a run')
    .exactOptional(),
  held: z
    .array(unitValue)
    .readonly()
    .describe('unique fields that the chip held already and the image does not carry')
    .exactOptional(),
  otp: sha256.describe('of the OTP part of the image, by the key of the state folder').exactOptional(),
  movedFrom: z
    .array(z.string())
    .readonly()
    .describe('dies that are scrapped and whose values this one gets')
    .exactOptional(),
  file: z
    .object({ name: z.string(), sha256 })
    .readonly()
    .describe(
      'the partition file by which somebody else writes the fuses: until its end is known it may have been written',
    )
    .exactOptional(),
  shared: z.literal(true).describe('the OTP part may be that of other dies too').exactOptional(),
};

const beginSchema = z
  .object({
    ...head,
    state: z.literal('begin'),
    ...run,
    units: z.array(units).readonly().describe('what of the OTP the image touches, runs of bytes joined'),
  })
  .readonly();

const endSchema = z
  .object({
    ...head,
    state: z.literal('end'),
    ...run,
    result: z.enum(['done', 'nothing-to-do', 'refused', 'declined', 'stopped', 'interrupted', 'failed']),
    codes: z.array(z.string()).readonly().describe('of the refusals, or of the error'),
    step: z.string().describe('what was being written when the run was interrupted').exactOptional(),
    unitsBurnt: uint.describe('write units that were burnt and read back').exactOptional(),
    locksSet: uint.exactOptional(),
    kept: z
      .string()
      .describe(
        'the private file with what a reserved sector held before a firmware download changed it, or may have',
      )
      .exactOptional(),
    written: z
      .enum(['nothing', 'firmware', 'otp'])
      .describe('the most that the run may have written; older versions leave it out')
      .exactOptional(),
  })
  .readonly();

const noteSchema = z
  .object({
    ...head,
    state: z.literal('note'),
    time: z.iso.datetime(),
    version: z.string(),
    problem: z.literal('torn-line').describe('the line before this one was cut while it was written'),
    whole: sha256.describe('SHA-256 of the last whole line before the torn one; zeros when there is none'),
  })
  .readonly();

const eraseSchema = z
  .object({
    ...head,
    state: z.literal('erase'),
    time: run.time,
    version: run.version,
    run: z.uuid().describe('the same in both lines of one erase'),
    probe: run.probe,
    device: run.device,
    bank: run.bank,
    uid: run.uid,
    medium: run.medium,
    address: uint.describe('of the reserved sector'),
    length: uint,
    saved: z
      .string()
      .describe('the file that keeps what the sector held; none of a blank one')
      .exactOptional(),
    result: z.enum(['begun', 'blank', 'failed']).describe('blank: it was read back so'),
    codes: z.array(z.string()).readonly().describe('of the error'),
  })
  .readonly();

/** One line of a journal. */
export const journalSchema = z.discriminatedUnion('state', [beginSchema, endSchema, eraseSchema, noteSchema]);
export type JournalLine = z.infer<typeof journalSchema>;
export type BeginLine = z.infer<typeof beginSchema>;
export type EndLine = z.infer<typeof endSchema>;
export type EraseLine = z.infer<typeof eraseSchema>;

/** The `step` of a run that had written and read back everything when it was interrupted. */
export const afterLastWrite = 'after the last write';

/** A line before it has its place in the chain. */
export type JournalEntry =
  | Omit<BeginLine, 'format' | 'previous'>
  | Omit<EndLine, 'format' | 'previous'>
  | EraseEntry;
export type EraseEntry = Omit<EraseLine, 'format' | 'previous'>;

/** The hash by which the next line names this one. */
export function lineHash(line: Uint8Array | string): string {
  return hash('sha256', line, 'hex');
}
