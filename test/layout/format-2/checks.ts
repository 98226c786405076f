import { crc, crcCheckText } from '../../../src/layout/index.js';
import type { Random } from '../format-1/random.js';

/** A check of format 2 without its place, and the bytes it takes. */
export interface RandomCheck {
  readonly spec: { readonly type: string; readonly [key: string]: unknown };
  readonly size: number;
}

/** A check over some of the fields that are named, each with the bytes that it takes; `whole` ones have no gap. */
export function randomCheck(
  random: Random,
  sizes: ReadonlyMap<string, number>,
  whole: readonly string[],
): RandomCheck {
  const names = [...sizes.keys()];
  const chosen = names.filter(() => random.chance(0.6));
  const over = chosen.length > 0 ? chosen : names.slice(0, 1);
  const covered = over.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  const kind = random.below(5);
  if (kind === 0) {
    const algorithm = random.pick(sums);
    const size = Number(/\d+$/.exec(algorithm)?.[0]) / 8;
    return { spec: { type: 'sum', algorithm, over, ...endian(random) }, size };
  }
  if (kind === 1) {
    const all = ['sha1', 'sha256', 'hmac-sha1', 'hmac-sha256'];
    const algorithm = random.pick(whole.length > 0 ? all : all.slice(0, 2));
    const size = random.chance(0.5) ? 1 + random.below(19) : algorithm.endsWith('sha1') ? 20 : 32;
    const key = algorithm.startsWith('hmac') ? { key: random.pick(whole) } : {};
    return { spec: { type: 'hash', algorithm, over, bytes: size, ...key }, size };
  }
  if (kind === 2) {
    const of = random.pick(names);
    return { spec: { type: 'complement', of }, size: sizes.get(of) ?? 0 };
  }
  const algorithm =
    kind === 3 ? randomCrc(random, covered) : random.pick(['crc16-arc', 'crc16-x25', 'crc32']);
  const size = typeof algorithm === 'string' ? (algorithm === 'crc32' ? 4 : 2) : algorithm.width / 8;
  return { spec: { type: 'crc', algorithm, over, ...endian(random) }, size };
}

const endian = (random: Random) => random.pick([{}, { endian: 'big' }, { endian: 'little' }]);

const sums = [
  ...['sum8', 'sum16', 'sum32', 'ones8', 'ones16', 'ones32', 'twos8', 'twos16', 'twos32', 'xor8'],
] as const;

function randomCrc(random: Random, covered: number) {
  const width = 8 * (1 + random.below(8));
  const number = () => BigInt(`0x${Buffer.from(random.bytes(width / 8)).toString('hex')}`);
  const [poly, init, xorOut] = [number() | 1n, number(), number()];
  const [refIn, refOut] = [random.chance(0.5), random.chance(0.5)];
  const feed = covered % 4 === 0 && random.chance(0.5) ? ('words' as const) : ('bytes' as const);
  const parameters = { width, poly, init, refIn, refOut, xorOut, feed };
  const text = (value: bigint) => `0x${value.toString(16)}`;
  const check = text(crc(parameters, crcCheckText(parameters)));
  return { ...parameters, poly: text(poly), init: text(init), xorOut: text(xorOut), check };
}
