import { readFile, stat } from 'node:fs/promises';
import { firmwareStep } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import { isErrno } from '../files/read.js';
import { type AddressRange, joinRanges, subtractRanges } from '../range/index.js';
import { checkBeginning, checkPlainFile } from './beginning.js';
import { parseLine } from './check.js';
import { afterLastWrite, type BeginLine, type EndLine, type JournalLine } from './line.js';
import { isJson } from './tail.js';

/** A burn on a die that did not come to its end, as a journal tells of it. */
export interface InterruptedRun {
  readonly run: string;
  readonly time: string;
  /** The plan that it was burning. */
  readonly plan: string;
  /** What it ended with; empty when it never came to write its last line. */
  readonly codes: readonly string[];
  /** Stretches of OTP that it was to burn and that no later run has finished. */
  readonly units: readonly AddressRange[];
  /** What later runs on the die were to burn, whatever became of them. */
  readonly since: readonly AddressRange[];
}

/**
 * Looks for burns on one die that were cut off and not finished since, oldest first; none without a journal.
 * Of each any unit of `units` may have been the one in flight. Errors: FILE_UNREADABLE, JOURNAL_INVALID, FORMAT_TOO_NEW.
 */
export async function interruptedRuns(file: string, uid: string): Promise<readonly InterruptedRun[]> {
  return interruptedAmong(await linesAbout(file, uid));
}

/** The same, from lines of one die in their order. */
export function interruptedAmong(lines: readonly JournalLine[]): readonly InterruptedRun[] {
  const ends = new Map<string, EndLine>();
  for (const line of lines) if (line.state === 'end') ends.set(line.run, line);
  let open: readonly InterruptedRun[] = [];
  for (const line of lines) {
    if (line.state !== 'begin') continue;
    const end = ends.get(line.run);
    open = open.map((run) => ({ ...run, since: joinRanges([...run.since, ...burntBy(line)]) }));
    if (end && isFinished(end)) open = withoutUnits(open, line.units);
    else if (!end || mayHaveCutAUnit(end)) open = [...open, interrupted(line, end)];
  }
  return open.filter(({ units }) => units.length > 0);
}

function interrupted(line: BeginLine, end: EndLine | undefined): InterruptedRun {
  const { run, time, plan } = line;
  return { run, time, plan, codes: end?.codes ?? [], units: joinRanges(burntBy(line)), since: [] };
}

function burntBy({ units }: BeginLine): readonly AddressRange[] {
  return units.filter(({ state }) => state === 'burn');
}

function withoutUnits(
  runs: readonly InterruptedRun[],
  done: readonly AddressRange[],
): readonly InterruptedRun[] {
  return runs.map((run) => ({ ...run, units: subtractRanges(run.units, done) }));
}

/** Whether a run has read back all that it was for. */
export function isFinished({ result }: EndLine): boolean {
  return result === 'done' || result === 'nothing-to-do';
}

/** Ends after which no flash operation of OTP was under way. */
const wholeUnits: ReadonlySet<string> = new Set([
  'STOPPED',
  'BURN_STOPPED',
  'PLAN_CHANGED',
  'FIRMWARE_DIFFERS',
  'FLASH_DOWNLOAD_FAILED',
  'LOADER_RAM',
  'LOADER_TOO_LARGE',
  'LOADER_INVALID',
  'LOADER_REFUSED',
  'UNIT_SPENT',
  'READ_BACK_WEAK',
  // After the first write a lost connection is BURN_INTERRUPTED.
  'PROBE_LOST',
  'PROBE_UNAVAILABLE',
  'PROBE_UNSUPPORTED',
  'TARGET_FAULT',
  'TARGET_POWER',
]);

function mayHaveCutAUnit({ codes, step }: EndLine): boolean {
  return step !== firmwareStep && step !== afterLastWrite && !codes.every((code) => wholeUnits.has(code));
}

const lineFeed = 0x0a;

// A journal grows with every unit of a production line, so only the lines of this die are parsed.
async function linesAbout(file: string, uid: string): Promise<readonly JournalLine[]> {
  const bytes = await readJournalBytes(file);
  checkBeginning(bytes, file);
  const wanted = `"uid":${JSON.stringify(uid)}`;
  const lines: JournalLine[] = [];
  for (let at = bytes.indexOf(wanted); at >= 0; ) {
    const start = bytes.lastIndexOf(lineFeed, at) + 1;
    const next = bytes.indexOf(lineFeed, at);
    const end = next < 0 ? bytes.length : next;
    const line = parseLine(bytes.subarray(start, end), file, 1);
    if (!line) refuseChanged(bytes.subarray(start, end), file);
    if (line && line.state !== 'note' && line.uid === uid) lines.push(line);
    at = bytes.indexOf(wanted, end);
  }
  return lines;
}

// A torn line is no JSON. One that is, and has not the shape of a line, was changed: what it told is not known.
function refuseChanged(text: Buffer, file: string): void {
  if (!isJson(text)) return;
  throw new OtpforgeError('JOURNAL_INVALID', {
    message: `${file}: a line about this die was changed, so that it does not tell what may have been cut short: ${text.toString('utf8', 0, 80)}…`,
    remedy: 'See otpforge journal verify. Restore the journal, or name another with --journal.',
    details: { file },
  });
}

async function readJournalBytes(file: string): Promise<Buffer> {
  try {
    checkPlainFile(await stat(file), file);
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof OtpforgeError) throw cause;
    // An empty name is no journal that is still to be made.
    if (isErrno(cause) && cause.code === 'ENOENT' && file !== '') return Buffer.alloc(0);
    throw new OtpforgeError('FILE_UNREADABLE', {
      message: `${file}: the journal cannot be read: ${String(cause)}`,
      remedy: 'Name another file with --journal, or use --no-journal.',
      details: { file },
      cause,
    });
  }
}
