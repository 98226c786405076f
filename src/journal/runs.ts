import type { BeginLine, EndLine, JournalLine } from './line.js';

/** One program run as a journal tells it. */
export interface JournalRun {
  readonly run: string;
  readonly time: string;
  readonly version: string;
  readonly probe: BeginLine['probe'];
  readonly device: string;
  readonly uid: string;
  readonly plan: string;
  readonly image: BeginLine['image'];
  readonly loader: string | undefined;
  /** `no-end`: it was cut off before it could write its last line, or still runs. */
  readonly result: EndLine['result'] | 'no-end';
  readonly codes: readonly string[];
  readonly unitsBurnt: number;
  readonly locksSet: number;
}

/** Joins the lines of each run, in the order of their first lines. */
export function runsOf(lines: readonly JournalLine[]): readonly JournalRun[] {
  const runs = new Map<string, JournalRun>();
  for (const line of lines) if (line.state !== 'note') runs.set(line.run, joined(runs.get(line.run), line));
  return [...runs.values()];
}

function joined(first: JournalRun | undefined, line: BeginLine | EndLine): JournalRun {
  const { run, time, version, probe, device, uid, plan, image, loader } = line;
  const known = first ?? { run, time, version, probe, device, uid, plan, image, loader };
  if (line.state === 'begin') return { ...known, result: 'no-end', codes: [], unitsBurnt: 0, locksSet: 0 };
  const { result, codes, unitsBurnt = 0, locksSet = 0 } = line;
  return { ...known, result, codes, unitsBurnt, locksSet };
}
