import type { SlotState } from '../../station/slot-state.js';
import type { OpenUnit, StationState } from '../../station/station-state.js';
import { count } from '../../text/plural.js';
import { printableDocument } from '../../text/printable.js';
import { timeText } from '../time-text.js';
import { widthOf } from '../wrap.js';
import { cutLine, type Part, padded } from './cut.js';
import { numbersText } from './numbers-text.js';
import { openUnitText } from './open-unit-text.js';
import { slotText } from './slot-text.js';
import { longestWord, statusWords } from './status-words.js';

export interface ScreenSize {
  readonly columns: number;
  /** Lines that there is room for; what matters least is left out. */
  readonly rows: number;
}

/** What a terminal shows of a station: a line for each slot, then what to do, numbers, open units, failures. Lines may be toned. */
export function stationLines(
  state: StationState,
  { columns, rows }: ScreenSize,
  typed = '',
): readonly string[] {
  const shown = printableDocument(state);
  const body = [head(shown), ...stopped(shown), ...slotRows(shown.slots), ...below(shown)];
  const room = Math.max(1, rows - 1);
  return [...body.slice(0, room), foot(shown, typed)].map((parts) => cutLine(parts, columns));
}

type Row = readonly Part[];

function head({ training, product, station, order, operator, operatorName }: StationState): Row {
  const name = operatorName === undefined ? operator : `${operator} (${operatorName})`;
  const texts = [
    product,
    `station ${station}`,
    ...(order === undefined ? [] : [`order ${order.number}: ${order.done} of ${order.quantity}`]),
    operator === undefined ? 'nobody has signed on' : `operator ${name}`,
  ];
  return [...mark(training), { text: texts.join('  '), tone: 'heading' }];
}

function mark(training: boolean): Row {
  return training ? [{ text: 'TRAINING', tone: 'warning' }, { text: '  ' }] : [];
}

function stopped({ stopped: why }: StationState): readonly Row[] {
  if (why === undefined) return [];
  return [
    [{ text: `STOPPED [${why.code}] ${why.message}`, tone: 'fail' }],
    [{ text: `  ${why.next}`, tone: 'fail' }],
  ];
}

function slotRows(slots: readonly SlotState[]): readonly Row[] {
  const widest = Math.max(...slots.map(({ slot }) => widthOf(slot)), 1);
  return slots.map((slot) => {
    const { word, sign, tone } = statusWords[slot.status];
    return [
      { text: `${padded(slot.slot, widest)}  ` },
      { text: `${sign} ${padded(word, longestWord)}`, tone },
      { text: `  ${slotText(slot)}` },
    ];
  });
}

/** In the order in which they are left out, the last first. */
function below(state: StationState): readonly Row[] {
  return [
    ...state.slots.flatMap(alarm),
    ...state.slots.flatMap(next),
    [{ text: numbersText(state.numbers) }],
    ...openUnits(state.openUnits),
    ...state.warnings.map(({ code, message }): Row => [{ text: `[${code}] ${message}`, tone: 'warning' }]),
    ...state.failures.map(({ at, slot, code, serial, uid, message }): Row => {
      const board = serial ?? uid;
      const where = `${timeText(at).slice(11)} slot ${slot}`;
      return [
        { text: `${where} [${code}]${board === undefined ? '' : ` ${board}:`} ${message}`, tone: 'quiet' },
      ];
    }),
  ];
}

function alarm({ slot, alarm: text }: SlotState): readonly Row[] {
  return text === undefined ? [] : [[{ text: `ALARM slot ${slot}: ${text}`, tone: 'fail' }]];
}

function next({ slot, status, next: text }: SlotState): readonly Row[] {
  if (text === undefined || status === 'pass') return [];
  return [[{ text: `slot ${slot}: ${text}` }]];
}

function openUnits(units: readonly OpenUnit[]): readonly Row[] {
  if (units.length === 0) return [];
  return [
    [{ text: `${count(units.length, 'open unit')}:`, tone: 'warning' }],
    ...units.map((unit): Row => [{ text: `  ${openUnitText(unit)}` }]),
  ];
}

function foot({ slots, training }: StationState, typed: string): Row {
  const isAsked = slots.some(({ status }) => status === 'confirm');
  const keys = isAsked ? 'y burns, n declines' : 'Enter starts';
  const text = typed === '' ? `${keys}, q ends; scan at any time` : `scan: ${typed}`;
  return [...mark(training), { text, tone: 'quiet' }];
}
