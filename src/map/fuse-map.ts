import type { DecodedField } from '../layout/index.js';
import {
  type FuseKnowledge,
  type FuseWord,
  hasBits,
  type Meaning,
  meaningsOf,
  type NamedFuses,
  nvmemSize,
  Status,
} from '../mp1/index.js';
import type { CellState, MapCells, MapDocument, MapLock } from './document.js';

/** The fuses of an STM32MP1 as a grid: a word is a unit with a lock of its own, and what words say are fields. */
export function fuseMap({ file, fuses }: NamedFuses): MapDocument {
  // What only one of two lines says is in no cell.
  const meanings = meaningsOf(fuses).filter(({ words, line }) => words.length > 0 && line === undefined);
  const [line] = fuses.lines;
  return {
    format: 'otpforge.map/1',
    result: 'done',
    source: 'dump',
    files: [file],
    area: {
      kind: 'otp',
      name: 'stm32mp1-fuses',
      base: 0,
      size: nvmemSize,
      writeUnit: wordSize,
      bits: 'set',
      rewrite: 'once',
    },
    device: fuses.lines.length === 1 ? `STM32${line}x` : 'STM32MP13x or MP15x',
    journal: false,
    cells: fuses.words.map((word, id) => cellOf(word, id, meanings)),
    locks: fuses.words.map(lockOf),
    blockSize: wordSize,
    fields: meanings
      .filter((each) => fuses.words.some((_, id) => meaningAt(id, meanings) === each))
      .map(fieldOf)
      .sort((one, other) => one.address - other.address),
    slots: [],
    values: [],
    refusals: [],
    warnings: [],
  };
}

const wordSize = 4;

function cellOf(word: FuseWord, id: number, meanings: readonly Meaning[]): MapCells {
  const meaning = meaningAt(id, meanings);
  const locked = hasBits(word.status ?? 0, Status.permanentLock);
  return {
    address: 4 * id,
    length: 4,
    state: stateOf(word),
    ...(meaning && { field: meaning.name }),
    ...(locked && { locked: true }),
  };
}

/** A word can say two things: the first one counts. */
function meaningAt(id: number, meanings: readonly Meaning[]): Meaning | undefined {
  return meanings.find(({ words }) => words.includes(id));
}

function stateOf({ knowledge, value }: FuseWord): CellState {
  return knowledge === 'known' ? (value === 0 ? 'blank' : 'value') : states[knowledge];
}

const states: Readonly<Record<Exclude<FuseKnowledge, 'known'>, CellState>> = {
  unsure: 'unsure',
  unreadable: 'unreadable',
  absent: 'absent',
};

function lockOf({ status }: FuseWord, block: number): MapLock {
  const state = status === undefined ? 'absent' : hasBits(status, Status.permanentLock) ? 'locked' : 'open';
  return { block, address: 4 * block, state };
}

function fieldOf({ name, words, text }: Meaning): DecodedField {
  return {
    name,
    type: 'bytes',
    address: 4 * Math.min(...words),
    length: 4 * (Math.max(...words) - Math.min(...words) + 1),
    state: 'value',
    secret: false,
    text,
  };
}
