import type { CrcParameters } from './parameters.js';

/** The CRC of some bytes as an unsigned number. */
export function crc(parameters: CrcParameters, bytes: Iterable<number>): bigint {
  const { width, init, refIn, refOut, xorOut, feed } = parameters;
  const fed = feed === 'words' ? wordBytes(bytes) : bytes;
  // The register is kept turned round where bytes are: each bit then goes out at the bottom.
  const start = refIn ? reverse(init, width) : init;
  const end = width <= 32 ? narrow(parameters, Number(start), fed) : wide(parameters, start, fed);
  return (refIn === refOut ? end : reverse(end, width)) ^ xorOut;
}

/** Bytes in the order in which a unit that takes words shifts them in: the most significant of each word first. */
function* wordBytes(bytes: Iterable<number>): Generator<number> {
  const word: number[] = [];
  for (const byte of bytes) {
    word.unshift(byte);
    if (word.length < 4) continue;
    yield* word;
    word.length = 0;
  }
  // A layout that covers a part of a word is refused when it is read.
  if (word.length > 0) throw new RangeError('a CRC over words needs a multiple of four bytes');
}

function narrow(parameters: CrcParameters, start: number, bytes: Iterable<number>): bigint {
  const step = stepOf(parameters);
  let register = start;
  for (const byte of bytes) register = step(register, byte);
  return BigInt(register);
}

type Step = (register: number, byte: number) => number;

/** A table of units has one polynomial and a hundred thousand CRCs. */
const steps = new WeakMap<CrcParameters, Step>();

function stepOf(parameters: CrcParameters): Step {
  const { width, poly, refIn } = parameters;
  const step =
    steps.get(parameters) ??
    (refIn ? reflectedStep(Number(reverse(poly, width))) : plainStep(Number(poly), width));
  steps.set(parameters, step);
  return step;
}

function reflectedStep(polynomial: number): Step {
  return (register, byte) => {
    let next = register ^ byte;
    for (let bit = 0; bit < 8; bit += 1) next = next & 1 ? (next >>> 1) ^ polynomial : next >>> 1;
    return next >>> 0;
  };
}

function plainStep(polynomial: number, width: number): Step {
  const top = 2 ** (width - 1);
  const mask = 2 ** width - 1;
  return (register, byte) => {
    let next = (register ^ (byte << (width - 8))) >>> 0;
    for (let bit = 0; bit < 8; bit += 1) {
      next = next & top ? ((next << 1) ^ polynomial) >>> 0 : (next << 1) >>> 0;
    }
    return (next & mask) >>> 0;
  };
}

function wide({ width, poly, refIn }: CrcParameters, start: bigint, bytes: Iterable<number>): bigint {
  const bits = BigInt(width);
  const mask = (1n << bits) - 1n;
  const reflected = reverse(poly, width);
  let register = start;
  for (const byte of bytes) {
    register ^= refIn ? BigInt(byte) : BigInt(byte) << (bits - 8n);
    for (let bit = 0; bit < 8; bit += 1) {
      if (refIn) register = register & 1n ? (register >> 1n) ^ reflected : register >> 1n;
      else register = ((register >> (bits - 1n)) & 1n ? (register << 1n) ^ poly : register << 1n) & mask;
    }
  }
  return register;
}

function reverse(value: bigint, width: number): bigint {
  let result = 0n;
  for (let bit = 0n; bit < BigInt(width); bit += 1n) result = (result << 1n) | ((value >> bit) & 1n);
  return result;
}
