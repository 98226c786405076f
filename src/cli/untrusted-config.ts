import { OtpforgeError } from '../errors/index.js';
import { trustedOptions } from '../probe/index.js';
import { type LocatedConfig, userConfigPath } from './config.js';
import { userOnlyKeys } from './config-schema.js';

/**
 * Refuses what only the user's own file may say: which code runs on this machine, and what it writes. A folder comes from
 * anywhere, and its otpforge.yaml with it. Errors: CONFIG_NOT_TRUSTED.
 */
export function refuseUntrusted({ value, lineOf }: LocatedConfig, file: string): void {
  for (const key of userOnlyKeys) {
    if (Object.hasOwn(value, key)) throw untrusted(file, lineOf([key]), `${key}:`, `${key}:`);
  }
  const { probe } = value;
  if (probe === undefined) return;
  const option = trustedOptions(probe)[0];
  if (!option) return;
  const { scheme, key } = option;
  if (key === undefined) throw untrusted(file, lineOf(['probe']), `${scheme}: in probe:`, 'probe:', scheme);
  // The user's own file has a key of its own for J-Link's.
  const place = userOnlyKeys.includes(scheme) ? `${scheme}:` : 'probe:';
  throw untrusted(file, lineOf(['probe']), `${key}= in probe:`, place, key);
}

const cures = {
  library: 'give --jlink-library, set OTPFORGE_JLINK_LIBRARY, or ',
  log: 'give --log, or ',
  pack: 'give it with --probe, or ',
  openocd: 'give it with --probe, or ',
} as const;

function untrusted(file: string, line: number, what: string, place: string, option?: string): OtpforgeError {
  const cure = Object.entries(cures).find(([key]) => key === option)?.[1] ?? '';
  return new OtpforgeError('CONFIG_NOT_TRUSTED', {
    message: `${file}:${line}: ${what} decides which code runs on this machine or what it writes, and the file of a project may not`,
    remedy: `Take it out; ${cure}write it under ${place} into your own ${userConfigPath()}.`,
    details: { file, line, what },
  });
}
