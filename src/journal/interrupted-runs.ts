import { firmwareStep } from '../burn/index.js';
import { factsOf } from '../errors/index.js';
import { type AddressRange, joinRanges, subtractRanges } from '../range/index.js';
import { afterLastWrite, type BeginLine, type EndLine, type EraseLine, type JournalLine } from './line.js';

/** A burn or an erase on a die that did not come to its end, as a journal reports it. */
export interface InterruptedRun {
  readonly run: string;
  readonly time: string;
  /** The plan that it was burning; empty for an erase. */
  readonly plan: string;
  /** It was to erase its units: each may be half-erased, whatever it reads as, until an erase has read them back blank. */
  readonly isErase?: true;
  /** What it ended with; empty when it never came to write its last line. */
  readonly codes: readonly string[];
  /** Ranges of OTP that it was to burn and that no later run has finished. */
  readonly units: readonly AddressRange[];
  /** What later runs on the die were to burn, whatever became of them. */
  readonly since: readonly AddressRange[];
}

/** Burns and erases that were interrupted and not finished since, oldest first, from the lines of one die in their order. */
export function interruptedAmong(lines: readonly JournalLine[]): readonly InterruptedRun[] {
  const ends = new Map<string, EndLine>();
  for (const line of lines) if (line.state === 'end') ends.set(line.run, line);
  let open: readonly InterruptedRun[] = [];
  for (const line of lines) {
    if (line.state === 'erase') open = afterErase(open, line);
    if (line.state !== 'begin') continue;
    const end = ends.get(line.run);
    open = open.map((run) => ({ ...run, since: joinRanges([...run.since, ...burntBy(line)]) }));
    if (end && isFinished(end)) open = withoutUnits(open, line.units);
    else if (!end || mayHaveCutAUnit(end)) open = [...open, interrupted(line, end)];
  }
  return open.filter(({ units }) => units.length > 0);
}

function afterErase(open: readonly InterruptedRun[], line: EraseLine): readonly InterruptedRun[] {
  const { run, time, address, length, result, codes } = line;
  const earlier = open.filter((each) => each.run !== run);
  // Cells that an erase has taken back are as before any run.
  if (result === 'blank') return withoutUnits(earlier, [line]);
  if (result === 'failed' && !codes.some(mayHaveErased)) return earlier;
  return [...earlier, { run, time, plan: '', isErase: true, codes, units: [{ address, length }], since: [] }];
}

// A code of another version may mean anything; any other was before the erase.
function mayHaveErased(code: string): boolean {
  return factsOf(code) === undefined || erasing.includes(code);
}

const erasing: readonly string[] = ['SECTOR_ERASE_FAILED', 'SECTOR_ERASE_INTERRUPTED'];

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

// A code of another version may mean anything.
function mayHaveCutAUnit({ codes, step }: EndLine): boolean {
  if (step === firmwareStep || step === afterLastWrite) return false;
  return !codes.every((code) => factsOf(code)?.cutsUnit === false);
}
