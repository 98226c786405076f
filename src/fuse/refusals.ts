import type { PlanUnit, Refusal, RefusalCode } from '../burn/index.js';
import {
  bsecState,
  isClaimed,
  type Mp1Line,
  type Partition,
  type WordClaims,
  type WordRule,
  wordName,
  wordRule,
} from '../mp1/index.js';
import { hex32 } from '../text/hex.js';
import { wordOf } from './units.js';

/** Why nothing is written to a chip at all. */
export function chipRefusals({ state }: Partition): readonly Refusal[] {
  const name = bsecState(state);
  if (name === 'open') return [];
  const why = {
    closed: 'the chip is closed: the service of a closed chip writes no fuses, and its boot ROM trusts them',
    invalid: 'BSEC is in the state INVALID: what it shows means nothing',
    unknown: `the dump has an unknown BSEC state, ${hex32(state)}`,
  }[name];
  return [
    refusal(
      'FUSE_STATE',
      why,
      'Read the partition of an open chip again: otpforge mp1 show shows its state.',
    ),
  ];
}

/** Why words are not for whoever asks. */
export function wordRefusals(
  lines: readonly Mp1Line[],
  words: readonly number[],
  claims: WordClaims,
): readonly Refusal[] {
  return words
    .toSorted((a, b) => a - b)
    .flatMap((word) => {
      const broken = lines.map((line) => wordRule(line, word)).find((rule) => !isClaimed(rule, word, claims));
      return broken ? [ownedRefusal(word, broken)] : [];
    });
}

function ownedRefusal(word: number, { need, what, harm }: WordRule): Refusal {
  const text = `${wordText(word)} is ${what}. ${harm}`;
  if (need === 'never') {
    return refusal(
      'LIFE_CYCLE',
      text,
      'otpforge never writes it. ST’s tools close a chip that boots signed firmware.',
      word,
    );
  }
  const name = `If you mean it, name it: --own word=${word}.`;
  const remedy = {
    own: name,
    field: `Describe it as a field of a layout (--layout). ${name}`,
    'field-without-ssp': `Describe it as a field of a layout (--layout) without SSP. ${name}`,
    free: name,
    'free-without-ssp': `Choose a word that SSP does not use. ${name}`,
  }[need];
  return refusal('WORD_OWNED', text, remedy, word);
}

/** Why words cannot be written as they are. */
export function unitRefusals(units: readonly PlanUnit[]): readonly Refusal[] {
  return units.flatMap((unit) => {
    if (unit.state === 'skip' || unit.state === 'burn') return [];
    const found = unitRefusal(unit, wordText(unit.block ?? 0));
    return [{ ...found, address: unit.address }];
  });
}

function unitRefusal({ reason, kind, old, wanted, impossible }: PlanUnit, name: string): Refusal {
  const values = `holds ${valueText(old)}, wanted ${valueText(wanted)}`;
  const fuses = `fuses ${valueText(impossible ?? [])}`;
  switch (reason) {
    case 'needs-zeros':
      return refusal(
        'CONFLICT',
        `${name} ${values}: ${fuses} would have to go from 1 to 0, and a fuse never does`,
        'Correct the value, or use another chip.',
      );
    case 'unit-is-spent':
      return refusal(
        'CONFLICT',
        `${name} ${values}: it has check bits and takes one write, and ${fuses} differ. If a run was interrupted, this word is lost`,
        'Use another word, or another chip.',
      );
    case 'word-is-locked':
      return refusal('LOCKED', `${name} is locked forever: ${values}`, 'Use another word, or another chip.');
    case 'word-is-stopped':
      return refusal(
        'WORD_STOPPED',
        `${name} cannot get ${kind === 'lock' ? 'a lock' : 'a value'} until reset: firmware has set its sticky programming lock (bit 27)`,
        'Reset the board, load U-Boot by USB, so that no other firmware runs, and read the partition again.',
      );
    case 'block-is-empty':
      return refusal(
        'LOCK_EMPTY',
        `${name} is to be locked, and it is empty: it could never be written any more`,
        'Write its value too, or allow it by --lock-empty.',
      );
    case 'bytes-missing':
      return refusal(
        'PARTIAL',
        `${name} is not whole: ${valueText(wanted)}`,
        'Give all four bytes: place fields there, or name a "fill" byte in the layout.',
      );
    default:
      return refusal(
        'WORD_UNKNOWN',
        `${name}: the dump does not show what it holds. Its zero is under a read lock, or comes with an error`,
        'Reset the board, load U-Boot by USB, so that no other firmware locks it, and read the partition again.',
      );
  }
}

/** A word as messages call it. */
export function wordText(word: number): string {
  return `word ${word} (${wordName(word)})`;
}

function valueText(bytes: PlanUnit['old']): string {
  const value = wordOf(bytes);
  if (value !== undefined) return hex32(value);
  return bytes.map((byte) => byte?.toString(16).toUpperCase().padStart(2, '0') ?? '..').join(' ');
}

function refusal(code: RefusalCode, message: string, remedy: string, word?: number): Refusal {
  return { code, message, remedy, ...(word !== undefined && { address: word * 4 }) };
}
