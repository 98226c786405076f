import { type PerhapsBurnt, perhapsBurnt } from './burnt.js';
import type { BeginLine, EndLine, JournalLine, JournalValue } from './line.js';

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
  /** `no-end`: it was interrupted before it could write its last line, or still runs. */
  readonly result: EndLine['result'] | 'no-end';
  readonly codes: readonly string[];
  /** Burnt and read back. */
  readonly unitsBurnt: number;
  readonly locksSet: number;
  /** Unique fields: what the image carried, else what the chip held. Of a secret one a keyed hash. */
  readonly values: readonly JournalValue[];
  /** What it may have burnt beyond that. */
  readonly perhaps?: PerhapsBurnt;
}

/** Joins the lines of each run, in the order of their first lines. */
export function runsOf(lines: readonly JournalLine[]): readonly JournalRun[] {
  const runs = new Map<string, Lines>();
  for (const line of lines) {
    if (line.state !== 'begin' && line.state !== 'end') continue;
    const known = runs.get(line.run);
    runs.set(line.run, { ...known, first: known?.first ?? line, [line.state]: line });
  }
  return [...runs.values()].map(joined);
}

interface Lines {
  readonly first: BeginLine | EndLine;
  readonly begin?: BeginLine;
  readonly end?: EndLine;
}

function joined({ first, begin, end }: Lines): JournalRun {
  const { run, time, version, probe, device, uid, plan, image, loader } = first;
  const { result = 'no-end', codes = [], unitsBurnt = 0, locksSet = 0 } = end ?? {};
  const perhaps = begin && perhapsBurnt(begin, end);
  const values = first.values ?? first.held ?? [];
  const known = { run, time, version, probe, device, uid, plan, image, loader };
  return { ...known, result, codes, unitsBurnt, locksSet, values, ...(perhaps && { perhaps }) };
}
