import { halfWritten } from '../bank/index.js';
import type { MapCells, MapDocument } from './document.js';
import { fieldLetters } from './letters.js';

/** What a cell says, whatever the sign. */
export type MarkKind =
  | 'blank'
  | 'reserved'
  | 'closed'
  | 'value'
  | 'burn'
  | 'conflict'
  | 'half'
  | 'suspect'
  | 'weak'
  | 'damaged'
  | 'unreadable'
  | 'unsure'
  | 'partial'
  | 'absent';

/** How a cell is shown: one character, so that no colour is needed. */
export interface Mark {
  readonly sign: string;
  readonly kind: MarkKind;
}

/** Makes the marks of a map's cells. What cannot be read or burnt comes first: nothing else may hide it. */
export function markMaker(document: Pick<MapDocument, 'cells'>): (cell: MapCells) => Mark {
  const letterOf = fieldLetters(document);
  return (cell) => {
    const kind = kindOf(cell);
    const letter = letterOf(cell);
    if (kind === 'value' && letter !== undefined) return { kind, sign: letter };
    if (kind === 'burn' && letter !== undefined) return { kind, sign: letter.toUpperCase() };
    return { kind, sign: signs[kind] };
  };
}

/** What a mark means, in words. */
export function meaningOf(kind: MarkKind, { source }: Pick<MapDocument, 'source'>): string {
  if (source === 'image' && kind === 'value') return 'in the image';
  if (source === 'dump' && kind === 'absent') return 'not in the dump';
  return meanings[kind];
}

/** The signs that a map uses and what each means, in the order of a legend. */
export function legendOf(document: MapDocument): readonly (Mark & { readonly meaning: string })[] {
  const markOf = markMaker(document);
  const marks = document.cells.map(markOf);
  return (Object.keys(meanings) as MarkKind[]).flatMap((kind) => {
    const used = marks.filter((mark) => mark.kind === kind);
    const lettered = used.some(({ sign }) => sign !== signs[kind]);
    const meaning = meaningOf(kind, document);
    const isOutside = document.fields.length > 0 && (kind === 'value' || kind === 'burn');
    return [
      ...(lettered ? [{ kind, sign: kind === 'burn' ? 'A-Z' : 'a-z', meaning: `${meaning}, by field` }] : []),
      ...(used.some(({ sign }) => sign === signs[kind])
        ? [{ kind, sign: signs[kind], meaning: isOutside ? `${meaning}, in no field` : meaning }]
        : []),
    ];
  });
}

const signs: Readonly<Record<MarkKind, string>> = {
  value: '#',
  burn: '+',
  blank: '.',
  reserved: ':',
  closed: '=',
  conflict: '*',
  half: '/',
  suspect: '?',
  weak: '~',
  damaged: '!',
  unreadable: '-',
  unsure: '0',
  partial: '%',
  absent: '_',
};

const meanings: Readonly<Record<MarkKind, string>> = {
  value: 'programmed',
  burn: 'would be burnt',
  blank: 'blank',
  reserved: 'blank, of a field',
  closed: 'blank and locked',
  conflict: 'wanted, but cannot be burnt',
  half: halfWritten,
  suspect: 'suspect: an interrupted run may have left it half-programmed',
  weak: 'weak: one wrong bit is corrected on each read',
  damaged: 'damaged: it cannot be read',
  unreadable: 'not readable',
  unsure: 'zero or not readable',
  partial: 'the image holds only a part of the write unit',
  absent: 'not in the image',
};

function kindOf({ state, change, locked, field }: MapCells): MarkKind {
  if (state === 'damaged' || state === 'unreadable') return state;
  if (change === 'conflict' || change === 'partial' || change === 'locked') return 'conflict';
  if (change === 'suspect') return 'suspect';
  if (change === 'burn') return 'burn';
  if (state !== 'blank') return state;
  if (locked) return 'closed';
  return field === undefined ? 'blank' : 'reserved';
}
