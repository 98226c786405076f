import type { LineCheckDocument } from '../api/line-check.js';
import { count } from '../text/plural.js';
import { columns } from './table.js';

/** What a line gives the next units. */
export function lineCheckText({ line, layout, device, ledger, sources }: LineCheckDocument): string {
  return [
    `${line} fits ${layout} on ${device}`,
    ...sources.flatMap(sourceLines),
    ...(ledger === 'missing' ? ['There is no ledger yet: counters are at their start.'] : []),
  ].join('\n');
}

function sourceLines({ field, kind, next, period, left }: LineCheckDocument['sources'][number]) {
  const within = period === undefined ? '' : ` in ${period}`;
  const rest = left === undefined ? '' : `, enough for ${count(left, 'unit')}${within}`;
  return [`  ${field}: ${kind}${rest}`, ...columns((next ?? []).map((value) => ['   ', value]))];
}
