import { z } from 'zod';

const hex = z.string().regex(/^0x[0-9A-F]{8}$/);
// A sentence, a question or the name of a source: never empty, no blanks at its ends, on one line.
const text = z.string().regex(/^\S(?:.*\S)?$/);
const sentences = z.array(z.string().regex(/^\S.*[.!?]$/, 'is not a sentence'));
const known = z.enum(['yes', 'no', 'unknown']);
const access = z.strictObject({ read: known, write: known });

const otp = z.strictObject({
  kind: z.enum(['flash', 'fuses']),
  base: hex.nullable(),
  size: z.number().int().positive().nullable(),
  dataSize: z.number().int().positive().nullable(),
  unit: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8), z.literal(16)]),
  rewrite: z.enum(['clear-bits', 'set-bits', 'once', 'unknown']),
  locks: z.strictObject({
    kind: z.enum(['none', 'bytes', 'register', 'words', 'last-word']),
    base: hex.optional(),
    count: z.number().int().positive().optional(),
    blockSize: z.number().int().positive().optional(),
  }),
  ecc: known,
});

const facts = z.strictObject({
  summary: text,
  otp: otp.nullable(),
  where: sentences,
  unit: sentences,
  locks: sentences,
  ecc: sentences,
  readProtection: z
    .strictObject({
      levels: z.array(z.strictObject({ level: text, debugger: access, firmware: access })).min(1),
      notes: sentences,
    })
    .nullable(),
  supply: sentences,
  factory: sentences,
  tools: z.array(z.strictObject({ tool: text, fault: sentences.element, source: text })),
  proven: sentences,
  instead: sentences,
  questions: z.array(z.strictObject({ question: z.string().regex(/^\S.*\?$/), answer: sentences.min(1) })),
  notVerified: sentences,
  sources: z.array(text).min(1),
});

const answer = z.enum(['none', 'not-yet', 'mp1']);
const prefix = z.string().regex(/^STM32[A-Z0-9]{2,5}$/);

export const recordSchema = z.strictObject({
  family: z.string().regex(/^STM32[A-Z0-9]+$/),
  prefixes: z.array(prefix).min(1),
  answer,
  facts,
  lines: z
    .array(
      z.strictObject({
        line: text,
        prefixes: z.array(prefix).min(1),
        devices: z.record(prefix, z.string().regex(/^[A-Z0-9]{2,3}(?: [A-Z0-9]{2,3})*$/)).optional(),
        answer: answer.optional(),
        facts: facts.partial().optional(),
      }),
    )
    .min(1),
});
