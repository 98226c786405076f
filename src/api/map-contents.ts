import { writeAtomic } from '../files/write.js';
import { decodeLayout, decodeSlots } from '../layout/index.js';
import { type MapDocument, type MapInput, mapCells, mapLocks, mapSvg, unreadableView } from '../map/index.js';
import { publicFields } from './public-fields.js';

/** What a map shows of a view, without what the layout keeps. */
export function shownContents(input: MapInput) {
  const { bank, view, layout, secrets } = input;
  const unreadSlot = view === unreadableView ? 'unreadable' : view.unread === 'absent' ? 'absent' : 'damaged';
  return {
    cells: mapCells(input),
    locks: mapLocks(input),
    ...(bank.otp.locks && { blockSize: bank.otp.locks.blockSize }),
    fields: layout ? publicFields(decodeLayout(layout, view.read, view.unread), secrets) : [],
    slots: layout ? decodeSlots(layout, view.read, unreadSlot) : [],
  };
}

/** A map, written as a picture where one is asked for. */
export async function drawn(document: MapDocument, svg: string | undefined): Promise<MapDocument> {
  if (svg !== undefined) await writeAtomic(svg, mapSvg(document));
  return document;
}
