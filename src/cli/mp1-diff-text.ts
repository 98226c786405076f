import type { FuseChange, Mp1DiffDocument } from '../mp1/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { type Tone, toned } from '../text/tone.js';
import { columns } from './table.js';

/** What has changed, word by word, and whether fuses can change so. */
export function mp1DiffText(document: Mp1DiffDocument): string {
  const { old, new: later, uid, words } = document;
  return [
    uid === null
      ? toned('warning', 'nobody has checked that both are of one chip: a unique ID is not known')
      : `both are of the chip ${uid}`,
    ...(old.state === null || later.state === null || old.state === later.state
      ? []
      : [`BSEC: ${old.state} -> ${later.state}`]),
    ...(words.length > 0 ? ['', ...columns(words.map(rowOf))] : []),
    '',
    verdict(document),
  ].join('\n');
}

function rowOf({ word, name, change, old, new: later, set, cleared }: FuseChange): readonly string[] {
  const [tone, text] = changes[change];
  const bits = [...set.map((bit) => `+${bit}`), ...cleared.map((bit) => `-${bit}`)].join(', ');
  return [
    `${word}`,
    name,
    sideText(old),
    '->',
    sideText(later),
    `${tone === undefined ? text : toned(tone, text)}${bits === '' ? '' : `${text === '' ? '' : '; '}${bits}`}`,
  ];
}

function sideText({ value, knowledge }: FuseChange['old']): string {
  return value === null || knowledge === 'unreadable' ? '?' : hex32(value);
}

const changes: Readonly<Record<FuseChange['change'], readonly [Tone | undefined, string]>> = {
  bits: [undefined, 'programmed'],
  status: [undefined, ''],
  cleared: ['fail', 'went back: no fuse does'],
  spent: ['fail', 'a second value: its check bits are spoilt'],
  unknown: ['quiet', 'not shown by both'],
};

function verdict({ result, words }: Mp1DiffDocument): string {
  if (result === 'same') return 'nothing has changed';
  if (result === 'changed')
    return words.length === 0 ? 'no word has changed' : `${count(words.length, 'word')} to look at`;
  return toned(
    'fail',
    'IMPOSSIBLE: fuses do not change so. Read the chip again; one of the dumps may be edited',
  );
}
