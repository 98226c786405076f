import { OtpforgeError } from '../../src/errors/index.js';
import { diffDocument, encodePartition, readFuses, showDocument } from '../../src/mp1/index.js';
import { runs } from '../support/property.js';
import { ascii, forms, pageText } from './data.js';

const page = readFuses(ascii(pageText('wiki-partition.txt')));
const chip = { file: 'chip', ...page };
const partition = encodePartition({
  state: 0,
  words: page.fuses.words.map(({ value = 0, status = 0 }) => ({ value, status })),
});
const texts = [
  pageText('wiki-displ.txt'),
  pageText('wiki-write.txt'),
  pageText('connectcore.txt'),
  ...Object.values(forms).flatMap((form) => [form.partition, form.nvmem]),
];
const inputs = [partition, ...texts.map(ascii)];

export interface Tried {
  readonly tried: number;
  readonly read: number;
  readonly refused: number;
  /** What is neither a result nor an error with a message and a way out. */
  readonly unclear: readonly string[];
}

/** Mutates a dump or a text of one again and again, half of them partitions, and reads, shows and compares it. */
export function tryMutatedDumps(times: number): Tried {
  const random = randomNumbers(Number(process.env.OTPFORGE_SEED ?? 1));
  const count = { tried: 0, read: 0, refused: 0 };
  const unclear: string[] = [];
  for (let index = 0; index < runs(times); index += 1) {
    const input = inputs[index % 2 === 0 ? 0 : random(inputs.length)] ?? partition;
    const mutated = mutate(input, random);
    const at = random(8) === 0 ? random(96) : undefined;
    count.tried += 1;
    try {
      const found = readFuses(mutated, { at });
      const { words } = showDocument('dump', found, []);
      diffDocument({ file: 'dump', ...found }, chip);
      if (words.length !== 96) unclear.push(`${index}: ${words.length} words`);
      count.read += 1;
    } catch (error) {
      if (error instanceof OtpforgeError && error.code.startsWith('MP1_') && error.remedy !== undefined)
        count.refused += 1;
      else unclear.push(`${index}: ${String(error)}`);
    }
  }
  return { ...count, unclear: unclear.slice(0, 5) };
}

type Random = (below: number) => number;

const characters = '0123456789abcdefABCDEF *:|.\n\t\rxX>$#é\u0000\u202e';

/** One to four of: a byte, a character, a piece left out, doubled or moved, an end cut off. */
function mutate(input: Uint8Array, random: Random): Uint8Array {
  let bytes = Buffer.from(input);
  for (let left = 1 + random(4); left > 0; left -= 1) {
    const at = random(bytes.length + 1);
    const to = Math.min(bytes.length, at + random(40));
    const piece = bytes.subarray(at, to);
    const parts = [
      () => [bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at + 1)],
      () => [
        bytes.subarray(0, at),
        Buffer.from(characters[random(characters.length)] ?? ''),
        bytes.subarray(at + 1),
      ],
      () => [bytes.subarray(0, at), bytes.subarray(to)],
      () => [bytes.subarray(0, to), piece, bytes.subarray(to)],
      () => [piece, bytes],
      () => [bytes.subarray(0, random(20) === 0 ? at : bytes.length)],
    ][random(6)];
    bytes = Buffer.concat(parts?.() ?? [bytes]);
  }
  return new Uint8Array(bytes);
}

/** Numbers below a bound, the same for one seed: xorshift of 32 bits. */
function randomNumbers(seed: number): Random {
  let state = seed * 2654435761 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(1, below);
  };
}
