import type { OtpArea } from '../family/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

/** Where an area is, and how large. */
export function whereText({ base, size, dataSize, unit }: OtpArea): string {
  if (size === null) return 'The size is not verified.';
  const units = `${count(size / unit, 'word')} of ${unit * 8} bits`;
  if (base === null) return `${count(size, 'byte')}: ${units}. Not memory-mapped.`;
  const bytes = dataSize === null || dataSize === size ? '' : `, ${dataSize} of them data`;
  const parts = bytes === '' && unit > 1 ? ` (${count(size / unit, 'write unit')})` : '';
  return `${hex32(base)} to ${hex32(base + size - 1)}: ${count(size, 'byte')}${bytes}${parts}.`;
}

/** What one programming operation takes, and what may follow it. */
export function unitText({ unit, rewrite }: OtpArea, isErasable = false): string {
  const again = isErasable
    ? 'Each can be programmed once after each erase of the sector.'
    : rewriteText[rewrite];
  return `${count(unit, 'byte')} at a time${nameOf(unit)}. ${again}`;
}

const rewriteText = {
  'clear-bits': 'A bit goes from 1 to 0 at any time, and never back.',
  'set-bits': 'A fuse goes from 0 to 1, and never back.',
  once: 'Each can be programmed once.',
  unknown: 'Whether one can be programmed again is not verified.',
} as const;

function nameOf(unit: number): string {
  const name = { 2: 'half-word', 4: 'word', 8: 'double word', 16: 'quad-word', 32: 'flash word' }[unit];
  return name === undefined ? '' : `, a ${name}`;
}

/** The kind of locks; nothing where the facts of the family say all. */
export function lockText({ locks }: OtpArea): readonly string[] {
  const { kind, base, count: number, blockSize } = locks;
  const each =
    blockSize === undefined ? 'one for each block' : `one for each block of ${count(blockSize, 'byte')}`;
  if (kind === 'bytes' && base !== undefined) {
    return [
      `${count(number ?? 0, 'lock byte')} from ${hex32(base)}, ${each}: 00 locks it forever, FF leaves it open.`,
    ];
  }
  if (kind === 'register')
    return [`${count(number ?? 0, 'lock bit')}${blockSize === undefined ? '' : `, ${each}`}.`];
  return [];
}

/** Whether there is error correction, where the family's sentences do not say it. */
export function eccText({ ecc }: OtpArea, sentences: readonly string[]): readonly string[] {
  if (sentences.length > 0) return [];
  return [{ yes: 'Yes.', no: 'None.', unknown: 'Not verified.' }[ecc]];
}
