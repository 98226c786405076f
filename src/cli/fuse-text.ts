import type { FuseWriteDocument } from '../api/mp1-write.js';
import type { PlanDocument, PlanUnitDocument } from '../burn/index.js';
import { wordName } from '../mp1/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { toned } from '../text/tone.js';
import { otherDiesLines } from './other-dies-text.js';
import { refusalLines, warningLines } from './plan-text.js';
import { trustLines } from './trust-text.js';
import { planWord, wordTone } from './unit-words.js';

/** What a plan of fuses shows: the chip, each word and lock, what cannot be, and the hash that confirms it. */
export function fusePlanText(plan: PlanDocument): string {
  const { units, values, chip, device, refusals, fuses } = plan;
  const who = chip.uid === '' ? 'nobody has read it' : `UID ${chip.uid}`;
  const fields = values.flatMap(({ field, text, secret }) =>
    text === undefined && !secret ? [] : [`${field}  ${secret ? '(secret)' : text}`],
  );
  const burn = units.filter(({ state }) => state === 'burn');
  const locks = burn.filter(({ kind }) => kind === 'lock').length;
  return [
    `${device}, ${who}`,
    ...trustLines(plan).map((line) => toned('warning', line)),
    ...(fields.length > 0 ? ['', ...fields] : []),
    '',
    ...units.map(unitLine),
    '',
    `${count(burn.length - locks, 'word')} to write, ${count(locks, 'lock')} to set, ${units.length - burn.length - refused(units)} already there`,
    ...laterLines(fuses?.later ?? []),
    ...warningLines(plan.warnings),
    ...otherDiesLines(plan).map((line) => toned('warning', line)),
    ...refusalLines(refusals),
    `plan ${plan.hash}`,
  ].join('\n');
}

/** What a write makes unwritable forever. */
export function fuseConsequences({ units }: PlanDocument): readonly string[] {
  const burn = units.filter(({ state }) => state === 'burn');
  const words = burn.filter(({ kind }) => kind === 'data');
  const spent = words.filter(({ block = 0 }) => block >= 32);
  return [
    ...(words.length > 0
      ? [
          `${count(words.length, 'word')} will get fuses blown that never come back; words from 32 on take one write (${spent.length} of these).`,
        ]
      : []),
    ...burn.flatMap(({ kind, block = 0 }) =>
      kind === 'lock' ? [`${wordText(block)} will be LOCKED: it can never change again.`] : [],
    ),
  ];
}

/** What became of it; the last line is what somebody at the line reads. */
export function fuseWriteText(document: FuseWriteDocument): string {
  const { result, plan, file, commands = [], readBack } = document;
  const later = plan.fuses?.later ?? [];
  const path = file?.path ?? '';
  switch (result) {
    case 'refused':
      return `${fusePlanText(plan)}\n${toned('fail', 'REFUSED:')} nothing was written. Read the reason above.`;
    case 'nothing-to-do':
      return `${fusePlanText(plan)}\n${toned('pass', 'PASS:')} the chip shows all of it${locked(plan)}. Nothing was written.`;
    case 'file-written':
      return [
        `${path}: ${file?.bytes ?? 0} bytes, SHA-256 ${file?.sha256 ?? ''}`,
        '',
        ...commands.flatMap(({ what, bash, cmd }) => [
          `${what}:`,
          `  ${bash}`,
          ...(cmd === bash ? [] : [`  ${cmd}    (Windows cmd)`]),
        ]),
        '',
        `Then compare: otpforge mp1 diff ${path} NEW-DUMP. ${nextText(later)}`.trimEnd(),
        `${toned('warning', 'NOTHING IS BURNT YET:')} ${path} is only a file.`,
      ].join('\n');
    case 'written':
      return `${readLines(readBack)}\n${toned('warning', 'NOT FINISHED:')} the values are read back. Run the same command against ${readBack?.dump ?? ''}: it locks ${words(later)}.`;
    case 'pending':
      return `${readLines(readBack)}\n${toned('warning', 'PENDING UNTIL RESET:')} BSEC shows a lock only after a reset. Reset the board, load U-Boot, read a third dump, and run the same command against it.`;
    default:
      return `${readLines(readBack)}\n${toned('pass', 'PASS:')} all of it is read back${locked(plan)}.`;
  }
}

function readLines(readBack: FuseWriteDocument['readBack']): string {
  const lines = (readBack?.words ?? []).map(({ word, value, lock }) => {
    const said = [
      ...(value === 'none' ? [] : [`value ${value}`]),
      ...(lock === 'none' ? [] : [`lock ${lock}`]),
    ];
    return `${wordText(word)}  ${said.join(', ')}`;
  });
  return [...lines, `dump ${readBack?.dump ?? ''}`].join('\n');
}

function unitLine(unit: PlanUnitDocument): string {
  const { kind, block = 0, state, wanted, old, from, secret } = unit;
  const word = kind === 'lock' && state === 'burn' ? 'lock' : planWord([unit]);
  const value = kind === 'lock' ? 'its lock' : secret ? '(secret)' : change(old, wanted);
  return `${toned(wordTone(word), word.padEnd(10))}  ${wordText(block).padEnd(15)}  ${value}${kind === 'lock' || from.length === 0 ? '' : `  from ${from.join(', ')}`}`;
}

function change(old: string, wanted: string): string {
  const [before, after] = [wordValue(old), wordValue(wanted)];
  return before === after || before === undefined ? (after ?? wanted) : `${before} -> ${after ?? wanted}`;
}

/** Little-endian bytes as hexadecimal text. */
function wordValue(bytes: string): string | undefined {
  const found = bytes
    .split(' ')
    .map((byte) => (/^[0-9A-F]{2}$/i.test(byte) ? Number.parseInt(byte, 16) : undefined));
  if (found.length !== 4 || found.includes(undefined)) return undefined;
  return hex32(Buffer.from(found.map((byte) => byte ?? 0)).readUInt32LE(0));
}

function laterLines(later: readonly number[]): readonly string[] {
  return later.length === 0 ? [] : [`later, against a dump that shows the values: lock ${words(later)}`];
}

function nextText(later: readonly number[]): string {
  return later.length === 0 ? '' : `After that run the same command against it: it locks ${words(later)}.`;
}

function locked({ units }: PlanDocument): string {
  const found = units.filter(({ kind }) => kind === 'lock').flatMap(({ block }) => block ?? []);
  return found.length === 0 ? '' : `; ${words(found)} ${found.length === 1 ? 'is' : 'are'} locked`;
}

function refused(units: readonly PlanUnitDocument[]): number {
  return units.filter(({ state }) => state !== 'burn' && state !== 'skip').length;
}

function words(list: readonly number[]): string {
  return `${list.length === 1 ? 'word' : 'words'} ${list.join(', ')}`;
}

function wordText(word: number): string {
  return `word ${word} (${wordName(word)})`;
}
