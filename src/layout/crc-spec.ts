import { hex } from '../text/hex.js';
import { type CrcParameters, crc, crcCheckText, crcNamed } from './crc/index.js';
import type { CrcSpec } from './schema-2.js';

/** The parameters of a CRC that a layout describes by its name or by themselves. */
export function parametersOf({ algorithm }: Pick<CrcSpec, 'algorithm'>): CrcParameters {
  if (typeof algorithm === 'string') return crcNamed(algorithm);
  const found = given.get(algorithm) ?? numbersOf(algorithm);
  given.set(algorithm, found);
  return found;
}

/** By what the layout says, so that all units of a table have the same parameters. */
const given = new WeakMap<object, CrcParameters>();

function numbersOf(algorithm: Exclude<CrcSpec['algorithm'], string>): CrcParameters {
  const { width, poly, init, refIn, refOut, xorOut, feed } = algorithm;
  return { width, refIn, refOut, feed, poly: BigInt(poly), init: BigInt(init), xorOut: BigInt(xorOut) };
}

/** What is wrong with parameters; undefined where they give their check value. */
export function crcProblem({ algorithm }: Pick<CrcSpec, 'algorithm'>): string | undefined {
  if (typeof algorithm === 'string') return undefined;
  const parameters = parametersOf({ algorithm });
  const limit = 1n << BigInt(parameters.width);
  const large = (['poly', 'init', 'xorOut'] as const).find((key) => parameters[key] >= limit);
  if (large !== undefined) {
    return `${large} ${hex(parameters[large])} does not fit a width of ${parameters.width}`;
  }
  const found = crc(parameters, crcCheckText(parameters));
  if (found === BigInt(algorithm.check)) return undefined;
  const text = Buffer.from(crcCheckText(parameters)).toString('latin1');
  return `these parameters give ${hex(found)} for "${text}", and check says ${hex(BigInt(algorithm.check))}`;
}
