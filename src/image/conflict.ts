import { OtpforgeError } from '../errors/index.js';
import { hex32 } from '../text/hex.js';
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
    message: (show) => {
      const [one, other] = values.map((value) => (secret ? 'a secret byte' : show(value)));
      return `different bytes at ${hex32(address)}: ${one} from ${describeOrigin(first)}, ${other} from ${describeOrigin(second)}`;
    },
    remedy: 'Take the address out of one of them, or make both hold the same byte.',
    details: { origins: [originDetails(first), originDetails(second)] },
    memory: { address, values: { values: values.map((value) => (secret ? null : value)) } },
  });
}

/** The origins of the two bytes that clash. */
export function originsOf({ address, runs }: Clash): readonly [Origin, Origin] {
  const [first, second] = runs;
  return [originInRun(first, address - first.address), originInRun(second, address - second.address)];
}

function originDetails({ source, line, field }: Origin): { [key: string]: string | number } {
  return {
    file: source.file,
    kind: source.kind,
    ...(line === undefined ? {} : { line }),
    ...(field === undefined ? {} : { field }),
  };
}
