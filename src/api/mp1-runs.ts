import { sha256 } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { wordSize } from '../fuse/area.js';
import {
  appendToJournal,
  type BeginLine,
  type JournalEntry,
  journalExists,
  readJournal,
} from '../journal/index.js';
import { decodePartition, outcomeOf, type Partition } from '../mp1/index.js';

export interface MadeFile {
  /** The partition file as it was written. */
  readonly file: Uint8Array;
  readonly uid: string;
  readonly journal: string;
}

export interface WrittenFile extends MadeFile {
  /** What the chip shows now. */
  readonly dump: Partition;
  readonly note: (text: string) => void;
}

/**
 * Ends the runs that wrote a partition file for a chip, once a dump of that chip shows all that the file asks for. Until
 * then each counts as one that may have written. Answers how many it has ended. Errors: FILE_UNREADABLE, JOURNAL_*.
 */
export async function endWrittenFile({ file, dump, uid, journal, note }: WrittenFile): Promise<number> {
  const outcome = outcomeOf(decodePartition(file), dump);
  if (outcome.result !== 'done' || !journalExists(journal)) return 0;
  const hash = sha256(file);
  const open = await openRuns(journal, (line) => line.uid === uid && line.file?.sha256 === hash);
  for (const begin of open) await appendToJournal(journal, endOf(begin), { note });
  return open.length;
}

/** Refuses a dump of another chip than the one that a file was made for, by the journal. Errors: MP1_OTHER_CHIP. */
export async function refuseOtherChip(name: string, { file, uid, journal }: MadeFile): Promise<void> {
  if (!journalExists(journal)) return;
  const hash = sha256(file);
  const { entries } = await readJournal(journal);
  const made = entries.flatMap((line) =>
    line.state === 'begin' && line.file?.sha256 === hash && uidPattern.test(line.uid) ? [line.uid] : [],
  );
  const [first] = made;
  if (first === undefined || made.includes(uid)) return;
  throw new OtpforgeError('MP1_OTHER_CHIP', {
    message: `${name} was made for the chip ${first}, and the dump is of ${uid}`,
    remedy: 'Dump the chip that the file was made for: words 13 to 15 are its unique ID.',
    details: { wanted: first, found: uid },
  });
}

// A file that was made blind is for no chip.
const uidPattern = /^[0-9A-F]{24}$/;

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
