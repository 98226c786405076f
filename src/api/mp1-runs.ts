import { existsSync } from 'node:fs';
import { sha256 } from '../burn/index.js';
import { wordSize } from '../fuse/area.js';
import { appendToJournal, type BeginLine, type JournalEntry, readJournal } from '../journal/index.js';
import { decodePartition, outcomeOf, type Partition } from '../mp1/index.js';

export interface WrittenFile {
  /** The partition file as it was written. */
  readonly file: Uint8Array;
  /** What the chip shows now. */
  readonly dump: Partition;
  readonly uid: string;
  readonly journal: string;
  readonly note: (text: string) => void;
}

/**
 * Ends the runs that wrote a partition file for a chip, once a dump of that chip shows all that the file asks for. Until
 * then each counts as one that may have written. Answers how many it has ended. Errors: FILE_UNREADABLE, JOURNAL_*.
 */
export async function endWrittenFile({ file, dump, uid, journal, note }: WrittenFile): Promise<number> {
  const outcome = outcomeOf(decodePartition(file), dump);
  if (outcome.result !== 'done' || !existsSync(journal)) return 0;
  const hash = sha256(file);
  const open = await openRuns(journal, (line) => line.uid === uid && line.file?.sha256 === hash);
  for (const begin of open) await appendToJournal(journal, endOf(begin), { note });
  return open.length;
}

function endOf({
  version,
  run,
  probe,
  medium,
  device,
  bank,
  uid,
  plan,
  image,
  file,
  units,
}: BeginLine): JournalEntry {
  const burnt = (kind: 'data' | 'lock') =>
    units
      .filter((unit) => unit.kind === kind && unit.state === 'burn')
      .reduce((sum, { length }) => sum + length, 0);
  return {
    state: 'end',
    time: new Date().toISOString(),
    version,
    run,
    probe,
    ...(medium && { medium }),
    device,
    bank,
    uid,
    plan,
    image,
    ...(file && { file }),
    result: 'done',
    codes: [],
    unitsBurnt: burnt('data') / wordSize,
    locksSet: burnt('lock'),
    written: 'otp',
  };
}

async function openRuns(
  journal: string,
  isMeant: (line: BeginLine) => boolean,
): Promise<readonly BeginLine[]> {
  const { entries } = await readJournal(journal);
  const ended = new Set(entries.flatMap((line) => (line.state === 'end' ? [line.run] : [])));
  return entries
    .filter((line) => line.state === 'begin')
    .filter((line) => !ended.has(line.run) && isMeant(line));
}
