import { OtpforgeError } from '../errors/index.js';

/** Flags that stand for options of a probe URI. */
export interface ProbeFlags {
  readonly jlinkLibrary?: string;
  readonly log?: string;
  readonly reset?: string;
}

/** A probe URI with what flags say beside it; a probe kind that lacks an option refuses it. Errors: USAGE. */
export function withProbeFlags(uri: string, { jlinkLibrary, log, reset }: ProbeFlags): string {
  const options = [
    ['library', '--jlink-library', jlinkLibrary],
    ['log', '--log', log],
    ['reset', '--reset', reset],
  ] as const;
  return options.reduce((sofar, [key, flag, value]) => {
    if (value === undefined) return sofar;
    if (!value.includes(',')) return `${sofar},${key}=${value}`;
    throw new OtpforgeError('USAGE', {
      message: `${flag} ${value}: a comma parts the options of a probe, so that it cannot stand in a value`,
      remedy: 'Name a path without a comma.',
    });
  }, uri);
}
