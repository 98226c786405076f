import { basename } from 'node:path';
import { type ChainLine, notALine } from './chain.js';
import type { JournalCheck } from './check.js';
import { checkPart } from './check-part.js';
import { noLine } from './line.js';
import type { JournalPart, OpenJournal } from './open-journal.js';

/**
 * Checks the chain through all files of a journal with one a day: each begins behind the last line of the one before. Behind
 * the file from before it had one a day an older otpforge may have added lines. Errors: JOURNAL_INVALID, FORMAT_TOO_NEW.
 */
export function checkDays(journal: OpenJournal, onLine: (line: ChainLine) => void): JournalCheck {
  const { parts } = journal;
  const expected = followerOfOld(journal);
  const days: JournalCheck[] = [];
  for (const part of parts) {
    if (part.size > 0) journal.checkBeginning(part);
    let isFollowed = false;
    const check = checkPart(journal, part, (line) => {
      if (part.day === '' && line.hash === expected?.follows) isFollowed = true;
      onLine(line);
    });
    const last = days.findLastIndex(hasLines);
    const before = days[last];
    // Before a file is closed a note accounts for a line that was cut.
    if (before && hasLines(check) && parts[last]?.day !== '' && before.torn.includes(before.lines))
      days[last] = { firstBad: { line: before.lines, problem: notALine }, ...before };
    const isFree = part.file === expected?.file && (expected.follows === undefined || expected.isFollowed);
    days.push(before && hasLines(check) ? behind(before, check, isFree) : check);
    if (isFollowed && expected) expected.isFollowed = true;
  }
  return { ...joined(days), file: journal.file, days };
}

function hasLines({ last }: JournalCheck): boolean {
  return last !== noLine;
}

interface Follower {
  readonly file: string;
  readonly follows: string | undefined;
  isFollowed: boolean;
}

/** The first file of a day behind the one from before, and the line that it follows. */
function followerOfOld(journal: OpenJournal): Follower | undefined {
  const [old, ...days] = journal.parts.filter(({ size }) => size > 0);
  const [first] = days;
  if (old?.day !== '' || !first) return undefined;
  return { file: first.file, follows: followsOf(journal, first), isFollowed: false };
}

function followsOf(journal: OpenJournal, part: JournalPart): string | undefined {
  return checkPart(journal, part, () => undefined).follows;
}

function behind(before: JournalCheck, check: JournalCheck, isFree: boolean): JournalCheck {
  if (check.follows === before.last) return check;
  if (isFree) return check.follows === undefined ? { ...check, joined: [1, ...(check.joined ?? [])] } : check;
  const problem = `does not follow from the last line of ${basename(before.file)}: lines there were changed, added or removed, or the file of a day between both is missing`;
  return { ...check, firstBad: { line: 1, problem } };
}

/** The checks of all files as if they were one. */
function joined(days: readonly JournalCheck[]): Omit<JournalCheck, 'file' | 'days'> {
  let lines = 0;
  const shifted = days.map((day) => {
    const base = lines;
    lines += day.lines;
    const shift = (numbers: readonly number[]) => numbers.map((line) => base + line);
    const { torn, joined = [], firstBad } = day;
    return {
      torn: shift(torn),
      joined: shift(joined),
      ...(firstBad && { firstBad: { ...firstBad, line: base + firstBad.line } }),
    };
  });
  const begins = shifted.flatMap((day) => day.joined);
  const follows = days.find(hasLines)?.follows;
  const firstBad = shifted.find((day) => day.firstBad)?.firstBad;
  return {
    lines,
    torn: shifted.flatMap(({ torn }) => torn),
    ...(begins.length > 0 && { joined: begins }),
    ...(follows !== undefined && { follows }),
    ...(firstBad && { firstBad }),
    last: days.findLast(hasLines)?.last ?? noLine,
  };
}
