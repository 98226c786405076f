import { OtpforgeError } from '../errors/index.js';
import { hex, hex32 } from '../text/hex.js';
import type { Clash } from './memory.js';
import { describeOrigin, type Origin } from './origin.js';
import { originInRun } from './run.js';

/** Two sources want different bytes at one address. */
export function conflictError(clash: Clash): OtpforgeError {
  const { address, values } = clash;
  const [first, second] = originsOf(clash);
  // What lies where a secret goes is likely an older one.
  const secret = first.secret || second.secret;
  return new OtpforgeError('IMAGE_CONFLICT', {
    message:
      `different bytes at ${hex32(address)}: ${shown(values[0], secret)} from ${describeOrigin(first)}, ` +
      `${shown(values[1], secret)} from ${describeOrigin(second)}`,
    remedy: 'Take the address out of one of them, or make both hold the same byte.',
    details: {
      address,
      values: values.map((value) => (secret ? null : value)),
      origins: [originDetails(first), originDetails(second)],
    },
  });
}

/** The origins of the two bytes that clash. */
export function originsOf({ address, runs }: Clash): readonly [Origin, Origin] {
  const [first, second] = runs;
  return [originInRun(first, address - first.address), originInRun(second, address - second.address)];
}

function shown(value: number, secret: boolean | undefined): string {
  return secret ? 'a secret byte' : hex(value);
}

function originDetails({ source, line, field }: Origin): { [key: string]: string | number } {
  return {
    file: source.file,
    kind: source.kind,
    ...(line === undefined ? {} : { line }),
    ...(field === undefined ? {} : { field }),
  };
}
