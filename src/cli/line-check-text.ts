import type { LineCheckDocument } from '../api/line-check.js';
import { count } from '../text/plural.js';
import { wholePlanText } from './plan-text.js';
import { columns } from './table.js';

/** What a line gives the next units, and what the next one would burn. */
export function lineCheckText({ line, layout, device, ledger, sources, plan }: LineCheckDocument): string {
  return [
    `${line} fits ${layout} on ${device}`,
    ...sources.flatMap(sourceLines),
    ...(ledger === 'missing' ? ['There is no ledger yet: counters are at their start.'] : []),
    ...(plan ? ['', planTitle(sources), '', wholePlanText(plan)] : []),
  ].join('\n');
}

function sourceLines({ field, kind, next, period, left, recipient }: LineCheckDocument['sources'][number]) {
  const within = period === undefined ? '' : ` in ${period}`;
  const rest = left === undefined ? '' : `, enough for ${count(left, 'unit')}${within}`;
  const owner = recipient === undefined ? [] : [`    for the owner of the key ${recipient}`];
  return [`  ${field}: ${kind}${rest}`, ...owner, ...columns((next ?? []).map((value) => ['   ', value]))];
}

function planTitle(sources: LineCheckDocument['sources']): string {
  const samples = sources.filter(({ next = [] }) => next.length === 0).map(({ field }) => field);
  const except = samples.length === 0 ? '' : ` (of ${samples.join(', ')} a sample)`;
  return `The next unit on a blank simulated chip${except}:`;
}
