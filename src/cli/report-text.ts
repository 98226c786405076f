import type { ReadBackRangeDocument, ReportDocument } from '../burn/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { asText } from './medium-text.js';
import type { Detail } from './plan-rows.js';
import { planText, unitCount } from './plan-text.js';
import { table } from './table.js';
import { reportVerdict } from './verdict-text.js';

/** A program run as text: the plan unless it was shown before the burn, what was done, and the verdict. */
export function reportText(report: ReportDocument, { verbose, isPlanShown }: ReportDetail = {}): string {
  const plan = [planText(report.plan, { verbose }), ''];
  if (report.result === 'refused') return [...plan, reportVerdict(report)].join('\n');
  return [
    ...(isPlanShown ? [] : plan),
    ...rehearsalLines(report),
    ...(verbose ? [readBackTable([...report.firmware, ...report.otp]), ''] : []),
    ...besidesLines(report),
    ...doneLines(report),
    reportVerdict(report),
  ].join('\n');
}

export interface ReportDetail extends Detail {
  readonly isPlanShown?: boolean;
}

/** What the chip holds by the layout beside the unit. */
export function besidesLines({ unit }: Pick<ReportDocument, 'unit'>): readonly string[] {
  return unit?.besides === undefined ? [] : [`not judged: ${unit.besides}`];
}

function rehearsalLines({ rehearsal, rehearsedAs }: ReportDocument): readonly string[] {
  if (!rehearsal) return [];
  const as = rehearsedAs === undefined ? '' : `, ${asText(rehearsedAs)}`;
  return [`${rehearsalTexts[rehearsal]}${as}`];
}

const rehearsalTexts = {
  rehearsed: 'rehearsed first on a simulated copy of this chip, as planned',
  remembered: 'a plan of this shape was rehearsed before',
  unavailable: 'not rehearsed: the simulator lacks the flash controller of this chip',
} as const;

const rangesShown = 40;

/** What was read from the chip beside what was wanted. */
export function readBackTable(ranges: readonly ReadBackRangeDocument[]): string {
  const differing = ranges.filter(({ equal }) => !equal);
  const shown = [...differing, ...ranges.filter(({ equal }) => equal)].slice(0, rangesShown);
  const rows = shown.map((range) => [
    hex32(range.address),
    hex32(range.address + range.length - 1),
    String(range.length),
    range.equal ? 'equal' : differenceText(range),
  ]);
  const text = table(
    [{ title: 'from' }, { title: 'to' }, { title: 'bytes', align: 'right' }, { title: 'read back' }],
    rows,
  );
  const rest = ranges.length - shown.length;
  return rest > 0 ? `${text}\n… and ${rest} more (--json lists all)` : text;
}

function differenceText({ firstDifference, eccError }: ReadBackRangeDocument): string {
  if (eccError) return 'ECC ERROR';
  if (!firstDifference) return 'DIFFERENT';
  const { address, wanted, read } = firstDifference;
  if (wanted === undefined || read === undefined) return `DIFFERENT at ${hex32(address)}, secret`;
  const byte = (value: number) => (value < 0 ? '--' : value.toString(16).toUpperCase().padStart(2, '0'));
  return `DIFFERENT at ${hex32(address)}: wanted ${byte(wanted)}, read ${byte(read)}`;
}

function doneLines(report: ReportDocument): readonly string[] {
  const { result, unitsBurnt, locksSet, locksInForce = 0, plan } = report;
  if (result === 'nothing-to-do')
    return ['nothing to burn: the chip already holds everything, read back and equal'];
  const firmware = plan.firmware.length > 0 ? 'firmware verified, ' : '';
  const inForce = locksInForce > 0 ? `, ${count(locksInForce, 'lock')} in force already` : '';
  return [
    `${firmware}${unitCount(unitsBurnt, plan.units[0]?.length)} burnt, ${count(locksSet, 'lock')} set${inForce}`,
    'everything read back and equal',
  ];
}
