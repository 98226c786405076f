import type { PlanDocument, Refusal } from '../burn/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { toned } from '../text/tone.js';
import { chipText } from './chip-text.js';
import { otherDiesLines } from './other-dies-text.js';
import { type Detail, planRows } from './plan-rows.js';
import { trustLines } from './trust-text.js';
import { planVerdict } from './verdict-text.js';

const linesShown = 20;

/** What a plan shows before its verdict: the chip, what will burn, what is there, what cannot be, and the hash that confirms it. */
export function planText(plan: PlanDocument, detail: Detail = {}): string {
  const rows = planRows(plan, detail);
  const firmware = capped(
    plan.firmware,
    ({ address, length }) => `firmware  ${hex32(address)} to ${hex32(address + length - 1)}  ${length} B`,
  );
  return [
    chipText(plan.device, plan.chip),
    ...(detail.verbose ? [`bank ${plan.area.name}`] : []),
    ...trustLines(plan).map((line) => toned('warning', line)),
    ...firmware,
    ...(rows.length > 0 ? ['', ...rows] : []),
    '',
    summary(plan),
    ...warningLines(plan.warnings),
    ...otherDiesLines(plan).map((line) => toned('warning', line)),
    ...refusalLines(plan.refusals),
    `plan ${plan.hash}`,
  ].join('\n');
}

/** A plan with its verdict. */
export function wholePlanText(plan: PlanDocument, detail: Detail = {}): string {
  return `${planText(plan, detail)}\n${planVerdict(plan)}`;
}

/** What was taken in the image's files though somebody may not have meant it. */
export function warningLines(warnings: readonly { readonly message: string }[]): readonly string[] {
  return warnings.map(({ message }) => toned('warning', `warning: ${message}`));
}

/** Refusals as text: what is wrong, and the way out. */
export function refusalLines(refusals: readonly Refusal[]): readonly string[] {
  return capped(
    refusals,
    ({ code, message, remedy }) => `${toned('fail', `refused [${code}]`)} ${message}\n  ${remedy}`,
  );
}

// Nobody reads a thousand lines; --json has them all.
function capped<T>(items: readonly T[], line: (item: T) => string): readonly string[] {
  const shown = items.slice(0, linesShown).map(line);
  return items.length > linesShown
    ? [...shown, `… and ${items.length - linesShown} more (--json lists all)`]
    : shown;
}

function summary({ units, refusals }: PlanDocument): string {
  const burn = units.filter(({ state }) => state === 'burn');
  const locks = burn.filter(({ kind }) => kind === 'lock').length;
  const there = units.filter(({ state }) => state === 'skip').length;
  const fill = burn.reduce((sum, { fillBytes = 0 }) => sum + fillBytes, 0);
  const parts = [
    `${unitCount(burn.length - locks, units[0]?.length)} to burn`,
    `${count(locks, 'lock')} to set`,
    `${there} already there`,
  ];
  if (fill > 0) parts.push(`${fill} of the bytes are fill`);
  if (refusals.length > 0) parts.push(count(refusals.length, 'reason to refuse', 'reasons to refuse'));
  return parts.join(', ');
}

/** Write units in words: "3 bytes", "1 unit of 8 bytes". */
export function unitCount(number: number, size = 1): string {
  return size === 1 ? count(number, 'byte') : `${count(number, 'unit')} of ${count(size, 'byte')}`;
}
