import { z } from 'zod';

/** What distinguishes the kinds of record; format 1 has sequences alone. */
export const recordKinds = ['sequence', 'append', 'keyed', 'flagged'] as const;
export type RecordKind = (typeof recordKinds)[number];

export const kindKeys = {
  kind: z
    .enum(recordKinds)
    .optional()
    .describe(
      'sequence, unless given: the highest number counts; append: the slot that was written last; keyed: the last slot ' +
        'of each key; flagged: a slot counts until its flag is cleared',
    ),
  sequence: z.string().optional().describe('of kind sequence: the field that shows which slot is the newest'),
  key: z.string().optional().describe('of kind keyed: the field that says which entry a slot holds'),
  valid: z
    .string()
    .optional()
    .describe(
      'of kind flagged: the field with two names, for a slot that counts and for one that is revoked',
    ),
  newest: z
    .enum(['highest', 'lowest', 'first', 'last'])
    .optional()
    .describe(
      'append and keyed: the slot at the highest address counts (unless given) or at the lowest; flagged: the first ' +
        'active slot (unless given) or the last',
    ),
} as const;

/** By which slot of several a record counts. */
export type Newest = 'highest' | 'lowest' | 'first' | 'last';
