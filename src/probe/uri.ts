import { OtpforgeError } from '../errors/index.js';
import { didYouMean, nearNames } from '../text/near.js';
import { kindOf, type ProbeScheme, probeKinds } from './kinds.js';

/** A probe as the user names it: `<scheme>:<target>[,key=value…]`. */
export interface ProbeUri {
  readonly scheme: ProbeScheme;
  /** What follows the scheme: a device, a serial number, a file; of a kind that takes several files, all of them. */
  readonly target: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Parses a probe URI; commas part its options, since shells eat "?" and "&". Errors: PROBE_URI. */
export function parseProbeUri(uri: string): ProbeUri {
  const [head = '', ...parts] = uri.split(',');
  const colon = head.indexOf(':');
  const scheme = colon < 0 ? head : head.slice(0, colon);
  if (!isScheme(scheme)) throw unknownKind(uri, scheme);
  const isPair = (part: string) => !probeKinds[scheme].target?.several || /^[a-z]+=/.test(part);
  const [files, pairs] = [parts.filter((part) => !isPair(part)), parts.filter(isPair)];
  const target = [colon < 0 ? '' : head.slice(colon + 1), ...files].join(',');
  return withOptions({ scheme, target, options: {} }, pairs.map(parsePair), uri);

  function parsePair(pair: string): readonly [key: string, value: string] {
    const [, key, value] = /^([a-z]+)=(.+)$/.exec(pair) ?? [];
    if (key !== undefined && value !== undefined) return [key, value];
    throw badProbeUri(uri, `${JSON.stringify(pair)} is not key=value`);
  }
}

/** A probe with more options, or others; a kind that lacks one refuses it. Errors: PROBE_URI. */
export function withOptions(
  uri: ProbeUri,
  options: readonly (readonly [key: string, value: string])[],
  text = probeText(uri),
): ProbeUri {
  const known = Object.keys(kindOf(uri).options);
  const unknown = options.find(([key]) => !known.includes(key));
  if (!unknown) return { ...uri, options: { ...uri.options, ...Object.fromEntries(options) } };
  const hint = known.length ? ` (it knows ${known.join(', ')})` : '';
  const near = didYouMean(nearNames(unknown[0], known));
  throw badProbeUri(text, `${uri.scheme}: has no option ${JSON.stringify(unknown[0])}${hint}`, near);
}

/** A probe as people and traces name it. */
export function probeText({ scheme, target, options }: ProbeUri): string {
  return [`${scheme}:${target}`, ...Object.entries(options).map(([key, value]) => `${key}=${value}`)].join(
    ',',
  );
}

function isScheme(scheme: string): scheme is ProbeScheme {
  return Object.hasOwn(probeKinds, scheme);
}

function unknownKind(uri: string, scheme: string): OtpforgeError {
  const near = nearNames(scheme, Object.keys(probeKinds)).map((kind) => `${kind}:`);
  return badProbeUri(uri, `there is no probe kind ${JSON.stringify(scheme)}`, didYouMean(near));
}

/** The error of a probe URI that makes no sense. */
export function badProbeUri(uri: string, reason: string, remedy = usages()): OtpforgeError {
  return new OtpforgeError('PROBE_URI', {
    message: `--probe ${uri}: ${reason}`,
    remedy,
    details: { uri },
  });
}

function usages(): string {
  const all = Object.values(probeKinds).map(({ usage }) => usage);
  return `Use ${all.slice(0, -1).join(', ')} or ${all.at(-1)}.`;
}
