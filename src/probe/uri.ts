import { OtpforgeError } from '../errors/index.js';

/** A probe as the user names it: `<scheme>:<target>[,key=value…]`. */
export interface ProbeUri {
  readonly scheme: ProbeScheme;
  /** What stands between the scheme and the first comma: a device, a serial number, a file. */
  readonly target: string;
  readonly options: Readonly<Record<string, string>>;
}

const schemes = {
  sim: ['file', 'fault'],
  jlink: ['speed', 'reset', 'library', 'log', 'timeout'],
  gdb: ['server', 'timeout'],
  replay: [],
} as const satisfies Record<string, readonly string[]>;
export type ProbeScheme = keyof typeof schemes;

/** Parses a probe URI; commas part its options, since shells eat "?" and "&". Errors: PROBE_URI. */
export function parseProbeUri(uri: string): ProbeUri {
  const [head = '', ...pairs] = uri.split(',');
  const colon = head.indexOf(':');
  const scheme = colon < 0 ? head : head.slice(0, colon);
  if (!isScheme(scheme)) throw badProbeUri(uri, `there is no probe kind ${JSON.stringify(scheme)}`);
  const allowed: readonly string[] = schemes[scheme];
  const options: Record<string, string> = {};
  for (const pair of pairs) {
    const [, key, value] = /^([a-z]+)=(.+)$/.exec(pair) ?? [];
    if (key === undefined || value === undefined)
      throw badProbeUri(uri, `${JSON.stringify(pair)} is not key=value`);
    if (!allowed.includes(key)) {
      const known = allowed.length ? ` (it knows ${allowed.join(', ')})` : '';
      throw badProbeUri(uri, `${scheme}: has no option ${JSON.stringify(key)}${known}`);
    }
    options[key] = value;
  }
  return { scheme, target: colon < 0 ? '' : head.slice(colon + 1), options };
}

function isScheme(scheme: string): scheme is ProbeScheme {
  return Object.hasOwn(schemes, scheme);
}

/** The error of a probe URI that makes no sense. */
export function badProbeUri(uri: string, reason: string): OtpforgeError {
  return new OtpforgeError('PROBE_URI', {
    message: `--probe ${uri}: ${reason}`,
    remedy:
      'Use sim:<device>[,file=<chip file>][,fault=<fault>], jlink:[<serial>][,speed=<kHz>], gdb:<host>:<port> or replay:<trace file>.',
    details: { uri },
  });
}
