import type { PlanDocument, PlanUnitDocument, Refusal } from '../burn/index.js';
import { hex, hex32, parseHexBytes } from '../text/hex.js';
import { chipText } from './chip-text.js';
import { table } from './table.js';
import { trustLines } from './trust-text.js';

const stateWords: Readonly<Record<PlanUnitDocument['state'], string>> = {
  skip: 'is there',
  burn: 'BURN',
  conflict: 'CONFLICT',
  partial: 'PARTIAL',
  locked: 'LOCKED',
  damaged: 'DAMAGED',
  suspect: 'SUSPECT',
  unreadable: 'UNREADABLE',
};

const bytesShown = 16;
const linesShown = 20;

/** A plan for people: the chip, what will burn, what is there, what cannot be, and the hash. */
export function planText(plan: PlanDocument): string {
  const head = `${chipText(plan.device, plan.chip)}, bank ${plan.area.name}`;
  const firmware = capped(
    plan.firmware,
    ({ address, length }) => `firmware ${hex32(address)} to ${hex32(address + length - 1)}, ${length} bytes`,
  );
  const runs = joinUnits(plan.units);
  const texts = runs.map(wantedText);
  const rows = runs.map((run, index) => [
    hex32(run.address),
    String(run.length),
    run.kind === 'lock' ? `${planWord(run)} (lock block ${run.block})` : planWord(run),
    run.secret ? secretText(run) : shorten(run.old),
    run.secret ? '(secret)' : shorten(run.wanted),
    run.from.join(', '),
    ...(texts.some((text) => text !== '') ? [texts[index] ?? ''] : []),
  ]);
  const columns = [
    { title: 'address' },
    { title: 'bytes', align: 'right' as const },
    { title: 'plan' },
    { title: 'chip holds' },
    { title: 'wanted' },
    { title: 'from' },
    ...(texts.some((text) => text !== '') ? [{ title: 'as text' }] : []),
  ];
  return [
    head,
    ...trustLines(plan),
    ...firmware,
    ...(rows.length ? ['', table(columns, rows)] : []),
    '',
    summary(plan),
    ...warningLines(plan.warnings),
    ...refusalLines(plan.refusals),
    `plan ${plan.hash}`,
  ].join('\n');
}

/** What was taken in the image's files though somebody may not have meant it. */
export function warningLines(warnings: readonly { readonly message: string }[]): readonly string[] {
  return warnings.map(({ message }) => `warning: ${message}`);
}

/** Refusals for people: what is wrong, and the way out. */
export function refusalLines(refusals: readonly Refusal[]): readonly string[] {
  return capped(refusals, ({ code, message, remedy }) => `refused [${code}] ${message}\n  ${remedy}`);
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
  const size = units[0]?.length ?? 1;
  const unit = size === 1 ? 'bytes' : `units of ${size} bytes`;
  const parts = [`${burn.length - locks} ${unit} to burn`, `${locks} locks to set`, `${there} already there`];
  if (fill > 0) parts.push(`${fill} of the bytes are fill`);
  if (refusals.length > 0) parts.push(`${refusals.length} reasons to refuse: nothing will be written`);
  return parts.join(', ');
}

interface UnitRun extends Omit<PlanUnitDocument, 'old' | 'wanted'> {
  readonly old: string;
  readonly wanted: string;
}

function joinUnits(units: readonly PlanUnitDocument[]): readonly UnitRun[] {
  const runs: UnitRun[] = [];
  for (const unit of units) {
    const last = runs.at(-1);
    if (last && joins(last, unit)) {
      runs[runs.length - 1] = {
        ...last,
        length: last.length + unit.length,
        old: `${last.old} ${unit.old}`,
        wanted: `${last.wanted} ${unit.wanted}`,
        ...(last.impossibleBits !== undefined && {
          impossibleBits: last.impossibleBits + (unit.impossibleBits ?? 0),
        }),
      };
    } else runs.push({ ...unit });
  }
  return runs;
}

function planWord({ state, reason }: UnitRun): string {
  if (reason !== 'cut-short' || state === 'suspect') return stateWords[state];
  return state === 'burn' ? 'BURN AGAIN' : 'accepted as it reads';
}

function joins(run: UnitRun, unit: PlanUnitDocument): boolean {
  return (
    run.kind === 'data' &&
    unit.kind === 'data' &&
    run.address + run.length === unit.address &&
    run.state === unit.state &&
    (run.reason === 'cut-short') === (unit.reason === 'cut-short') &&
    run.secret === unit.secret &&
    run.from.join() === unit.from.join()
  );
}

function secretText({ offset = 0, impossibleBits }: UnitRun): string {
  const bits = impossibleBits === undefined ? '' : `, ${impossibleBits} bits impossible`;
  return `(secret, offset ${hex(offset)}${bits})`;
}

/** What will be burnt as people read it, where all of it is text; empty where it is not. */
function wantedText({ kind, secret, wanted }: UnitRun): string {
  const bytes = parseHexBytes(wanted);
  const isText = bytes.length > 1 && bytes.every((byte) => byte !== undefined && isTextByte(byte));
  if (kind !== 'data' || secret || !isText) return '';
  const shown = String.fromCharCode(...bytes.slice(0, bytesShown).map((byte) => byte ?? 0));
  return `${JSON.stringify(shown)}${bytes.length > bytesShown ? ' …' : ''}`;
}

function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function shorten(bytes: string): string {
  const shown = bytes.split(' ');
  return shown.length <= bytesShown ? bytes : `${shown.slice(0, bytesShown).join(' ')} …`;
}
