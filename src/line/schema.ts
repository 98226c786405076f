import { z } from 'zod';
import { lineLabel, lineOutput } from './schema-outputs.js';
import { lineValue } from './schema-values.js';

export const lineFormat = { format: 'otpforge.line', major: 1 } as const;

const path = z.string().min(1);
/** Of a product, a counter, a list, a slot: it appears in tables, file names and command lines. */
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'a name begins with a letter or digit and holds these, ".", "_" and "-" only',
  );

const pattern = z.string().min(1).refine(isPattern, 'not a regular expression');

const timeout = z
  .number()
  .positive()
  .max(3600)
  .optional()
  .describe('seconds until it is killed; 10 unless given');
const command = z
  .array(z.string().min(1))
  .min(1)
  .describe('a program and its arguments; a path is relative to the file, and no shell is started');
const program = z.strictObject({ command, timeout });

/** line.yaml: what a production line needs. Paths are relative to the file. */
export const lineSchema = z.strictObject({
  format: z.string(),
  product: name.describe('units of one product share their serial numbers'),
  layout: path.describe('the layout of the values'),
  device: z.string().min(1).describe('the chip, as in STM32L476RG'),
  firmware: path.optional().describe('what is written beside the values'),
  timezone: z.string().optional().describe('of dates in values, such as Europe/Berlin'),
  ledger: z.string().describe('sqlite:FILE, or postgres://USER@HOST/DATABASE without a password'),
  order: z
    .strictObject({ number: z.string().min(1), quantity: z.number().int().min(1).describe('units') })
    .optional()
    .describe('what is made now: a unit beyond its quantity is refused'),
  values: z.record(z.string(), lineValue).default({}).describe('where the value of each field comes from'),
  start: z
    .enum(['contact', 'scan', 'key', 'http'])
    .default('contact')
    .describe('what makes a station begin with a board: that it is in, a scan, a key, or a fixture by HTTP'),
  operators: z
    .strictObject({
      badge: pattern.describe('a regular expression for the whole text of a badge'),
      names: path.optional().describe('a file that has the name of each badge, and may be missing'),
    })
    .optional()
    .describe('who signs on at a station, by scanning a badge'),
  slots: z.record(name, z.string().min(1)).default({}).describe('the probe of each slot, as --probe has it'),
  signers: z
    .record(z.string(), program)
    .default({})
    .describe('what computes fields of the layout, by its "by:"'),
  after: z
    .array(program)
    .default([])
    .describe('programs that run after the read-back and before the unit counts as verified'),
  outputs: z
    .array(lineOutput)
    .default([])
    .describe('what a station sends to other systems, each event at least once'),
  label: lineLabel.optional().describe('what a station prints once a unit is verified and recorded'),
  expect: z
    .strictObject({
      rdp: z
        .union([z.literal(0), z.literal(1), z.literal(2)])
        .optional()
        .describe('the read protection after the programs of "after:"'),
    })
    .optional(),
  golden: z
    .array(z.string().regex(/^([0-9A-Fa-f]{2}){4,32}$/, 'a unique ID is hexadecimal'))
    .min(1)
    .optional()
    .describe('unique IDs of verified boards, of which a station reads one before it burns'),
  backup: z
    .strictObject({
      to: path.describe('a folder'),
      every: z
        .string()
        .regex(/^[1-9][0-9]{0,3}[mhd]$/, 'a time is a number and m, h or d')
        .describe('such as 30m, 1h or 1d'),
      keep: z.number().int().min(1).max(10_000).default(24).describe('backups that are kept, the newest'),
    })
    .optional()
    .describe('backups of a SQLite ledger that a station makes by itself'),
  verify: z.literal('cold').optional().describe('the verdict waits for a power cycle and a second session'),
});

export type LineDocument = z.infer<typeof lineSchema>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
