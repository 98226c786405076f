import { halfWritten } from '../bank/index.js';
import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { CellState, MapCells, MapDocument } from './document.js';

/** What a map is of, in two or three lines. */
export function headLines({ area, device, source, files, chip }: MapDocument): readonly string[] {
  const name = device === undefined ? area.name : `${device}, ${area.name}`;
  const units = area.writeUnit === 1 ? '' : `, in units of ${area.writeUnit}`;
  const [dump, image] = source === 'dump' ? files : [undefined, files[0]];
  return [
    `${name}: ${count(area.size, 'byte')} from ${hex32(area.base)}${units}`,
    ...(source === 'image' ? [`the image ${image} alone: no chip was read`] : []),
    ...(source === 'dump' ? [`the dump ${dump}`] : []),
    ...(source === 'chip' ? [`the chip, DEV_ID ${hex(chip?.devId ?? 0)}${uidText(chip?.uid)}`] : []),
    ...(source !== 'image' && image !== undefined ? [`and what burning ${image} would change`] : []),
  ];
}

function uidText(uid = ''): string {
  return uid === '' ? '' : `, UID ${uid}`;
}

/** What a map shows, counted: the last line. */
export function summaryText(document: MapDocument): string {
  const { area, blockSize, cells, locks, refusals, source } = document;
  const states = Object.entries(stateWords).flatMap(([state, word]) => {
    const units = unitsOf(
      document,
      cells.filter((cell) => cell.state === state),
    );
    if (units === 0) return [];
    return [{ units, word: shownWord(document, state, word) }];
  });
  const closed = locks.filter(({ state }) => state === 'locked' || state === 'damaged').length;
  const codes = [...new Set(refusals.map(({ code }) => code))];
  const parts = [
    ...states.map(({ units, word }, index) => `${index === 0 ? unitCount(units, area) : units} ${word}`),
    ...(closed > 0 && source !== 'image'
      ? [count(closed, blockSize === area.writeUnit ? 'locked unit' : 'locked block')]
      : []),
    ...changeTexts(document),
  ];
  return `${codes.length > 0 ? `REFUSED (${codes.join(', ')}): ` : ''}${parts.join(', ')}`;
}

function shownWord({ source }: MapDocument, state: string, word: string): string {
  if (source === 'image' && state === 'value') return 'in the image';
  return source === 'dump' && state === 'absent' ? 'not in the dump' : word;
}

function unitCount(units: number, { writeUnit }: MapDocument['area']): string {
  return writeUnit === 1 ? count(units, 'byte') : `${count(units, 'unit')} of ${count(writeUnit, 'byte')}`;
}

const stateWords: Readonly<Record<CellState, string>> = {
  value: 'programmed',
  blank: 'blank',
  half: halfWritten,
  suspect: 'suspect',
  weak: 'weak',
  damaged: 'damaged',
  unreadable: 'not readable',
  unsure: 'zero or not readable',
  partial: 'in part',
  absent: 'not in the image',
};

function changeTexts(document: MapDocument): readonly string[] {
  const { cells, locks } = document;
  const burns = unitsOf(
    document,
    cells.filter(({ change }) => change === 'burn'),
  );
  const sets = locks.filter(({ change }) => change === 'burn').length;
  return [
    ...(burns > 0 ? [`${burns} would be burnt`] : []),
    ...(sets > 0 ? [`${count(sets, 'lock')} would be set`] : []),
  ];
}

/** How many write units cells are in: fields may divide a unit. */
function unitsOf({ area }: MapDocument, cells: readonly MapCells[]): number {
  const units = new Set<number>();
  for (const { address, length } of cells) {
    const first = Math.floor((address - area.base) / area.writeUnit);
    const last = Math.floor((address + length - 1 - area.base) / area.writeUnit);
    for (let unit = first; unit <= last; unit += 1) units.add(unit);
  }
  return units.size;
}
