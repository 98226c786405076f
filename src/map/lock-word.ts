import type { MapDocument, MapLock } from './document.js';
import type { MarkKind } from './marks.js';

/** A lock in words, and what it is for the eye. */
export function lockWord(
  { state, change }: MapLock,
  { source }: Pick<MapDocument, 'source'>,
): { readonly word: string; readonly kind: MarkKind } {
  // Whatever is wanted of it.
  if (state === 'damaged' || state === 'unreadable') return words[state];
  if (change === 'burn') return { word: 'would lock', kind: 'burn' };
  if (change === 'suspect') return { word: 'suspect', kind: 'suspect' };
  if (change !== undefined && change !== 'skip') return { word: 'CONFLICT', kind: 'conflict' };
  if (source === 'image' && state === 'locked') return { word: 'to lock', kind: 'burn' };
  return words[state];
}

const words: Readonly<Record<MapLock['state'], { word: string; kind: MarkKind }>> = {
  open: { word: 'open', kind: 'blank' },
  locked: { word: 'locked', kind: 'closed' },
  damaged: { word: 'DAMAGED', kind: 'damaged' },
  suspect: { word: 'suspect', kind: 'suspect' },
  unreadable: { word: 'not readable', kind: 'unreadable' },
  absent: { word: '', kind: 'absent' },
};
