import {
  hasBits,
  type Meaning,
  type Mp1Line,
  type Mp1ShowDocument,
  type ShownWord,
  Status,
} from '../mp1/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { type Tone, toned } from '../text/tone.js';
import { columns } from './table.js';

/** Fuses as text: what they say, words in a table, and what a file for a write asks for. */
export function mp1ShowText(document: Mp1ShowDocument): string {
  const { file, form, lines, words, meanings, requests } = document;
  const chip = lines.length === 1 ? `an STM32${lines[0]}x` : 'an STM32MP13x or MP15x';
  return [
    `${file === '-' ? 'standard input' : file}: ${formTexts[form]} of ${chip}`,
    ...(requests.length > 0 ? requestLines(document) : meaningLines(meanings, lines)),
    '',
    ...columns([['word', 'name', 'value', 'status', ''], ...tableRows(words, requests.length > 0)]),
    ...(words.some(({ status }) => ((status ?? 0) & sticky) !== 0) ? [stickyLegend] : []),
    ...(requests.length > 0 ? [] : ['', summary(words)]),
  ].join('\n');
}

const formTexts: Readonly<Record<Mp1ShowDocument['form'], string>> = {
  partition: 'OTP partition version 2',
  nvmem: 'nvmem dump',
  'partition-text': 'text of OTP partition version 2',
  'nvmem-text': 'text of an nvmem dump',
  'displ-text': 'output of STM32CubeProgrammer',
};

function meaningLines(meanings: readonly Meaning[], lines: readonly Mp1Line[]): readonly string[] {
  const of = (line: Mp1Line | undefined) => meanings.filter((meaning) => meaning.line === line);
  const common = of(undefined);
  return [
    ...(common.length > 0 ? ['', ...columns(common.map(rowOfMeaning))] : []),
    ...lines.flatMap((line) => {
      const own = of(line);
      return own.length > 0 ? ['', `if it is an STM32${line}x:`, ...columns(own.map(rowOfMeaning))] : [];
    }),
    ...(lines.length > 1 && meanings.length > common.length ? ['', deviceHint] : []),
  ];
}

const deviceHint = 'The words do not say which line it is: --device STM32MP157C does.';

function rowOfMeaning({ name, text }: Meaning): readonly string[] {
  return [nameText(name), text];
}

function nameText(name: string): string {
  return names[name] ?? name.replaceAll('-', ' ');
}

const names: Readonly<Record<string, string>> = {
  state: 'BSEC',
  mac: 'MAC',
  'mac-2': 'second MAC',
  nand: 'NAND',
  'rma-passwords': 'RMA passwords',
  'unique-id': 'unique ID, USB serial',
};

function requestLines({ requests }: Mp1ShowDocument): readonly string[] {
  return [
    '',
    'it asks the service for writes, in this order:',
    ...requests.map(({ word, value, lock, ignored }) => {
      const parts = [...(value === 0 ? [] : [`program ${hex32(value)}`]), ...(lock ? ['lock'] : [])];
      const text = `word ${word}: ${parts.join(', then ') || 'nothing'}`;
      return ignored === null ? toned('write', text) : `${text} (${toned('warning', ignored)})`;
    }),
  ];
}

/** Neighbours that say the same are one row. */
function tableRows(words: readonly ShownWord[], isRequest: boolean): readonly (readonly string[])[] {
  const runs: ShownWord[][] = [];
  for (const word of words) {
    const run = runs.at(-1);
    if (run?.[0] && isLike(run[0], word) && word.word === run[0].word + run.length) run.push(word);
    else runs.push([word]);
  }
  return runs.flatMap((run) => (run[0] ? [rowOf(run[0], run.at(-1) ?? run[0], isRequest)] : []));
}

function isLike(one: ShownWord, other: ShownWord): boolean {
  const isEmpty = one.value === 0 || one.value === null;
  return (
    isEmpty && one.knowledge === other.knowledge && one.value === other.value && one.status === other.status
  );
}

function rowOf(first: ShownWord, last: ShownWord, isRequest: boolean): readonly string[] {
  const isOne = first.word === last.word;
  const { value, status } = first;
  const [tone, text] = stateOf(first, isRequest);
  return [
    isOne ? `${first.word}` : `${first.word}-${last.word}`,
    isOne ? first.name : `${first.name}-${last.name}`,
    value === null ? '?' : hex32(value),
    status === null ? '' : hex32(status),
    tone === undefined ? text : toned(tone, text),
  ];
}

function stateOf(
  { knowledge, value, status }: ShownWord,
  isRequest: boolean,
): readonly [Tone | undefined, string] {
  if (knowledge === 'absent') return ['quiet', 'unknown: not in the text'];
  const bits = status === null ? '' : bitsText(status, isRequest ? 'lock' : 'locked');
  if (isRequest) return bits === '' ? ['quiet', 'nothing'] : [undefined, bits];
  if (knowledge === 'unsure') return ['quiet', 'zero or not readable'];
  if (knowledge === 'unreadable') return ['warning', `not readable; ${bits}`];
  return value === 0 && bits === '' ? ['quiet', 'blank'] : [undefined, bits];
}

const sticky = Status.programmingLock + Status.shadowWriteLock + Status.shadowReadLock;
const stickyLegend = 'sticky, until reset: P programming, W shadow write, R shadow read';

/** The bits in the fewest words. */
function bitsText(status: number, lock: string): string {
  const has = (bit: number) => hasBits(status, bit);
  const letters = [
    ...(has(Status.programmingLock) ? ['P'] : []),
    ...(has(Status.shadowWriteLock) ? ['W'] : []),
    ...(has(Status.shadowReadLock) ? ['R'] : []),
  ];
  const known = Object.values(Status).reduce((sum, bit) => sum + bit, 0);
  const rest = (status & ~known) >>> 0;
  return [
    ...(has(Status.update) ? ['update request'] : []),
    ...(has(Status.permanentLock) ? [lock] : []),
    ...(letters.length > 0 ? [`sticky ${letters.join(' ')}`] : []),
    ...(has(Status.readError) ? ['read error'] : []),
    ...(has(Status.lockError) ? ['lock error'] : []),
    ...(rest === 0 ? [] : [`unknown bits ${hex32(rest)}`]),
  ].join('; ');
}

function summary(words: readonly ShownWord[]): string {
  const of = (test: (word: ShownWord) => boolean) => words.filter(test).length;
  const locked = of(({ status }) => hasBits(status ?? 0, Status.permanentLock));
  const parts = [
    [of(({ knowledge, value }) => knowledge === 'known' && value !== 0), 'with a value'],
    [of(({ knowledge, value }) => knowledge === 'known' && value === 0), 'blank'],
    [of(({ knowledge }) => knowledge === 'unsure'), 'zero or not readable'],
    [of(({ knowledge }) => knowledge === 'unreadable'), 'not readable'],
    [of(({ knowledge }) => knowledge === 'absent'), 'not in the text'],
    [locked, 'locked'],
  ] as const;
  const texts = parts.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`);
  return `${count(words.length, 'word')}: ${texts.join(', ')}`;
}
