import type { LedgerChangeDocument } from '../api/ledger-change.js';
import type { ShownUnit, StageSummary, UnitSummary, ValueSummary } from '../api/ledger-units.js';
import { columns, table } from './table.js';
import { timeText } from './time-text.js';

/** Units as text: several as a table, one with all that happened to it. */
export function unitsText(units: readonly ShownUnit[]): string {
  const [unit, ...others] = units;
  if (!unit) return 'no unit is open';
  return others.length === 0 ? shownText(unit) : listText(units);
}

/** What somebody has decided. */
export function changeText({ result, unit, reason }: LedgerChangeDocument): string {
  return [`${result}: ${reason}`, ...(unit ? [unitText(unit)] : [])].join('\n');
}

/** A unit: where it is, its states and values. */
export function unitText(unit: UnitSummary): string {
  const { generation, order, batch, row, replaces } = unit;
  const facts = [
    ...(order === undefined ? [] : [`order ${order}`]),
    ...(batch === undefined ? [] : [`batch ${batch}, row ${(row ?? 0) + 1}`]),
    ...(generation > 1 ? [`generation ${generation}`] : []),
    ...(replaces === undefined ? [] : [`replaces unit ${replaces}`]),
  ];
  return [
    `unit ${unit.unit} of ${unit.product}, ${dieText(unit)}`,
    ...facts.map((fact) => `  ${fact}`),
    ...unit.stages.map((stage) => `  ${stageText(stage)}`),
    ...columns(unit.values.map(valueCells)).map((line) => `  ${line}`),
  ].join('\n');
}

function shownText(unit: ShownUnit): string {
  const { visits, events, replacedBy } = unit;
  return [
    unitText(unit),
    ...replacedBy.map((other) => `  replaced by unit ${other}`),
    ...(visits.length > 0 ? ['visits (UTC)'] : []),
    ...columns(
      visits.map(({ began, slot, result, codes }) => [
        timeText(began),
        `slot ${slot}`,
        [result ?? 'open', ...codes].join(' '),
      ]),
    ).map((line) => `  ${line}`),
    'events (UTC)',
    ...columns(events.map(({ time, kind, details }) => [timeText(time), kind, detailText(details)])).map(
      (line) => `  ${line}`,
    ),
  ].join('\n');
}

function listText(units: readonly ShownUnit[]): string {
  const titles = ['unit', 'die', 'state', 'values'].map((title) => ({ title }));
  return table(
    titles,
    units.map(({ unit, die, stages, values }) => [
      String(unit),
      die?.uid ?? '-',
      [...new Set(stages.map(({ state, shown }) => (shown ? state : `${state}, not shown`)))].join(' / '),
      values.flatMap(({ unique, text }) => (unique && text !== undefined ? [text] : [])).join(' '),
    ]),
  );
}

function dieText({ die }: UnitSummary): string {
  return die ? `die ${die.uid}` : 'no die yet';
}

function stageText({ stage, state, slot, shown, reason }: StageSummary): string {
  return [
    `${stage === '' ? '' : `stage ${stage}: `}${state}${state === 'burning' ? ` in slot ${slot}` : ''}`,
    ...(shown ? [] : ['not shown since a journal settled it']),
    ...(reason === undefined ? [] : [reason]),
  ].join('; ');
}

function valueCells({ field, source, text, secret }: ValueSummary): readonly string[] {
  return [field, text ?? `(secret, ${secret})`, source];
}

/** Why something was done, where its event says so. */
function detailText(details: unknown): string {
  const found = details as { readonly reason?: unknown; readonly codes?: unknown; readonly result?: unknown };
  const { reason, codes, result } = found;
  return [result, reason, ...(Array.isArray(codes) ? codes : [])]
    .filter((each) => typeof each === 'string')
    .join(' ');
}
