import { firmwareStep } from '../burn/index.js';
import { type AddressRange, joinRanges, subtractRanges } from '../range/index.js';
import { afterLastWrite, type BeginLine, type EndLine, type JournalLine } from './line.js';

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

/** Burns that were interrupted and not finished since, oldest first, from the lines of one die in their order. */
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
