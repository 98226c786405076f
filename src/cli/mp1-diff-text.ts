import type { FuseChange, Mp1DiffDocument } from '../mp1/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { type Tone, toned } from '../text/tone.js';
import { columns } from './table.js';

/** What has changed, word by word, and whether fuses can change so. */
export function mp1DiffText(document: Mp1DiffDocument): string {
  if (document.asked.length > 0) return writtenText(document);
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

/** What became of each word that a file asks for. */
function writtenText({ uid, asked, result }: Mp1DiffDocument): string {
  const rows = asked.map(({ word, value, lock }) => [
    `word ${word}`,
    value === 'none' ? '' : `value: ${outcomeTexts[value]}`,
    lock === 'none' ? '' : lock === 'locked' ? 'locked' : 'lock: not shown yet',
  ]);
  return [`the chip ${uid ?? 'without a unique ID'}`, '', ...columns(rows), '', verdicts[result]].join('\n');
}

const outcomeTexts = {
  there: 'there',
  missing: 'MISSING, the word is blank',
  differs: 'DIFFERS',
  unknown: 'not shown',
} as const;

const verdicts: Readonly<Record<Mp1DiffDocument['result'], string>> = {
  same: 'nothing has changed',
  changed: 'no word has changed',
  impossible: toned(
    'fail',
    'IMPOSSIBLE: fuses do not change so. Read the chip again; one of the dumps may be edited',
  ),
  done: toned('pass', 'DONE: the chip holds all that the file asks for'),
  pending: 'PENDING UNTIL RESET: reset the board, load U-Boot, upload a new dump, and compare again',
  missing: toned('fail', 'NOT WRITTEN: values are missing'),
  differs: toned('fail', 'FAILED: the chip holds another value'),
  unknown: toned('warning', 'UNKNOWN: the dump does not show all that the file asks for'),
};

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
  return result === 'changed' && words.length > 0
    ? `${count(words.length, 'word')} to look at`
    : verdicts[result];
}
