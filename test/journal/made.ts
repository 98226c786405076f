import { writeFileSync } from 'node:fs';
import { type JournalEntry, lineHash, noLine } from '../../src/journal/line.js';
import { beginEntry, endEntry } from './entries.js';

/** The text of a whole journal: each line follows from the one before, the first from `previous`. */
export function journalText(entries: readonly JournalEntry[], previous = noLine): string {
  let last = previous;
  const lines = entries.map((entry) => {
    const line = JSON.stringify({ format: 'otpforge.journal/1', previous: last, ...entry });
    last = lineHash(line);
    return `${line}\n`;
  });
  return lines.join('');
}

/** The hash of the last line of a text. */
export function lastHash(text: string): string {
  return lineHash(text.trimEnd().split('\n').at(-1) ?? '');
}

/** Both lines of a run. */
export function runEntries(
  fields: Parameters<typeof beginEntry>[0],
  end: Parameters<typeof endEntry>[0] = {},
) {
  const begin = beginEntry(fields);
  const { units: _units, values: _values, held: _held, otp: _otp, movedFrom: _moved, ...head } = begin;
  return [begin, endEntry({ ...head, state: 'end', ...end })] as const;
}

/** The unique ID of the n-th die of a large journal. */
export function dieOf(index: number): string {
  return index.toString(16).toUpperCase().padStart(24, '0');
}

/** Writes a journal of so many units, each on a die of its own with a serial of its own. */
export function writeJournal(file: string, units: number): void {
  const entries = Array.from({ length: units }, (_, index) => unitEntries(index));
  writeFileSync(file, journalText(entries.flat()));
}

/** The same with a file a day, from the first of January 2026. */
export function writeDays(journal: string, days: number, unitsOfDay: number): void {
  let previous = noLine;
  for (let day = 0; day < days; day += 1) {
    const time = new Date(Date.UTC(2026, 0, 1 + day, 8)).toISOString();
    const entries = Array.from({ length: unitsOfDay }, (_, index) =>
      unitEntries(day * unitsOfDay + index, time),
    );
    const text = journalText(entries.flat(), previous);
    previous = lastHash(text);
    writeFileSync(journal.replace('{day}', time.slice(0, 10)), text);
  }
}

function unitEntries(index: number, time?: string): readonly JournalEntry[] {
  return runEntries({
    uid: dieOf(index),
    medium: 'silicon',
    values: [{ field: 'serial', value: `SN-${index}` }],
    otp: lineHash(`otp ${index}`),
    ...(time !== undefined && { time }),
  });
}
