import { createHash } from 'node:crypto';
import { type BigIntStats, statSync } from 'node:fs';
import { z } from 'zod';

export const stampSchema = z.strictObject({
  size: z.string(),
  inode: z.string(),
  modified: z.string().describe('nanoseconds; of a journal with a file a day a hash of all closed files'),
  changed: z.string().describe('nanoseconds; of a journal with a file a day the newest file with its stamp'),
});

/** Any write to the journal changes one of these. */
export type JournalStamp = z.infer<typeof stampSchema>;

export function stampOf(file: string): JournalStamp {
  return stampOfStats(statSync(file, { bigint: true }));
}

export function stampOfStats({ size, ino, mtimeNs, ctimeNs }: BigIntStats): JournalStamp {
  return { size: `${size}`, inode: `${ino}`, modified: `${mtimeNs}`, changed: `${ctimeNs}` };
}

interface StampedDay {
  readonly file: string;
  readonly day: string;
  readonly base: number;
  /** As it was when the journal was opened. */
  readonly stamp: JournalStamp | undefined;
}

/** The stamp of a journal with a file a day: nobody has written to a closed file since it was opened. */
export function stampOfDays(parts: readonly StampedDay[]): JournalStamp {
  const newest = parts.at(-1);
  const own = newest && stampOf(newest.file);
  const closed = parts.slice(0, -1).map(({ file, day, stamp }) => [day, stamp ?? stampOf(file)]);
  return {
    size: `${newest && own ? newest.base + Number(own.size) : 0}`,
    inode: parts[0]?.stamp?.inode ?? own?.inode ?? '0',
    modified: createHash('sha256').update(JSON.stringify(closed)).digest('hex').slice(0, 32),
    changed: newest && own ? newestText(newest.day, own) : '',
  };
}

/** The newest file and its stamp, as the stamp of a journal with a file a day holds them. */
export function newestText(day: string, { size, inode, modified, changed }: JournalStamp): string {
  return [day, size, inode, modified, changed].join(' ');
}

export function isSameStamp(one: JournalStamp, other: JournalStamp): boolean {
  const text = (stamp: JournalStamp) => JSON.stringify(stampSchema.parse(stamp, { jitless: true }));
  return text(one) === text(other);
}
