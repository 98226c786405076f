import type { ReportedRange } from '../image/index.js';
import { hex32 } from '../text/hex.js';
import { table } from './table.js';

const most = 40;

/** Ranges of an image with where each comes from; a very long list is cut, and says so. */
export function rangesTable(ranges: readonly ReportedRange[]): string {
  const rows = ranges
    .slice(0, most)
    .map((range) => [
      hex32(range.address),
      hex32(range.address + range.length - 1),
      String(range.length),
      sourceText(range),
    ]);
  const text = table(
    [{ title: 'from' }, { title: 'to' }, { title: 'bytes', align: 'right' }, { title: 'source' }],
    rows,
  );
  return ranges.length > most ? `${text}\n… and ${ranges.length - most} more (--json lists all)` : text;
}

function sourceText({ file, kind, field, firstLine, lastLine }: ReportedRange): string {
  if (field !== undefined) return `${file}, field ${field}`;
  if (kind === 'fill') return `${file}, fill`;
  if (kind === 'elf-gap') return `${file}, in no section`;
  if (firstLine === undefined) return file;
  return `${file}:${firstLine}${lastLine === firstLine ? '' : `-${lastLine}`}`;
}
