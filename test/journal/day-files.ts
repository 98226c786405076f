import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appendToJournal, interruptedRuns, type JournalEntry, readJournal } from '../../src/journal/index.js';
import { inFolder } from '../support/cli.js';
import { beginEntry } from './entries.js';
import { dieOf, runEntries } from './made.js';

export const [first, second, third] = ['2026-11-27', '2026-11-28', '2026-11-29'] as const;

/** A journal with a file a day, in a folder of its own. */
export class Line {
  readonly journal: string;
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    this.journal = join(folder, 'line-{day}.jsonl');
  }

  file(day: string): string {
    return join(this.folder, `line-${day}.jsonl`);
  }

  get old(): string {
    return join(this.folder, 'line.jsonl');
  }

  text(day: string): Promise<string> {
    return readFile(this.file(day), 'utf8');
  }

  async append(day: string, entry: JournalEntry = beginEntry(), time = '08:00:00.000Z') {
    return appendToJournal(this.journal, { ...entry, time: `${day}T${time}` });
  }

  /** Both lines of a run on a die of its own, done. */
  async run(day: string, die: number): Promise<void> {
    for (const entry of runEntries({ uid: dieOf(die) })) await this.append(day, entry);
  }

  async check() {
    return (await readJournal(this.journal)).check;
  }

  /** What `plan` and `program` say of it. */
  look(die = 0) {
    return interruptedRuns(this.journal, dieOf(die));
  }
}

export const inLine = (work: (line: Line) => Promise<void>) => inFolder((folder) => work(new Line(folder)));
export const threeDays = (work: (line: Line) => Promise<void>) =>
  inLine(async (line) => {
    for (const [index, day] of [first, second, third].entries()) await line.run(day, index);
    await work(line);
  });

/** What the first line of a file follows. */
export const previousIn = (text: string) => JSON.parse(text.split('\n')[0] ?? '').previous;
