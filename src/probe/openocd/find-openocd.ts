import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { OtpforgeError } from '../../errors/index.js';
import { findProgram } from '../../files/find-program.js';

export const openocdVariable = 'OTPFORGE_OPENOCD';

/** What the search looks at; a test puts a folder of its own in place of the machine's. */
export interface SearchHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Stands before the folders that the system installs into. */
  readonly root: string;
}

export interface OpenocdProgram {
  readonly program: string;
  /** The folder of its own scripts. */
  readonly scripts: string;
}

const thisHost = (): SearchHost => ({ platform: process.platform, env: process.env, root: '' });

/**
 * Finds the installed OpenOCD and its scripts: OTPFORGE_OPENOCD, or else PATH. Never looks into the working folder.
 * Errors: PROBE_SERVER_MISSING, PROBE_SERVER_UNUSABLE.
 */
export function findOpenocd(host: SearchHost = thisHost()): OpenocdProgram {
  const { env, platform } = host;
  const named = env[openocdVariable];
  if (named && !isAbsolute(named)) {
    throw missing(`${openocdVariable} is ${JSON.stringify(named)}, which is not an absolute path`, platform);
  }
  if (named && !isFile(named))
    throw missing(`${openocdVariable} names ${named}, which is not a file`, platform);
  const program = named || findProgram('openocd', { ...env }, platform);
  if (program === undefined) throw missing('OpenOCD is not installed: PATH has no openocd', platform);
  const places = scriptPlaces(program, host);
  const scripts = places.find((folder) => isFile(join(folder, 'target', 'swj-dp.tcl')));
  if (scripts !== undefined) return { program, scripts };
  throw new OtpforgeError('PROBE_SERVER_UNUSABLE', {
    message: `the scripts of ${program} were not found; looked at ${places.join(', ')}`,
    remedy: `Install OpenOCD again, with its scripts. ${openocdHint(platform)}`,
    details: { program, places },
  });
}

/** How to get OpenOCD on an operating system. */
export function openocdHint(platform: NodeJS.Platform): string {
  const named = `, or name its program with ${openocdVariable}.`;
  if (platform === 'win32') return `Install xPack OpenOCD (xpack-dev-tools.github.io/openocd-xpack)${named}`;
  if (platform === 'darwin') return `Install it: brew install open-ocd${named}`;
  return `Install it: apt install openocd (Debian, Ubuntu), dnf install openocd (Fedora), pacman -S openocd (Arch)${named}`;
}

/** Beside the program as builds and packages have it, then where systems install it. */
function scriptPlaces(program: string, { platform, root }: SearchHost): readonly string[] {
  const above = dirname(dirname(realPath(program)));
  const beside = [
    join(above, 'share', 'openocd', 'scripts'),
    join(above, 'openocd', 'scripts'),
    join(above, 'scripts'),
  ];
  if (platform === 'win32') return beside;
  return [
    ...beside,
    ...['/usr', '/usr/local', '/opt/homebrew'].map((at) => `${root}${at}/share/openocd/scripts`),
  ];
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function missing(message: string, platform: NodeJS.Platform): OtpforgeError {
  return new OtpforgeError('PROBE_SERVER_MISSING', {
    message,
    remedy: openocdHint(platform),
    details: { program: 'openocd', platform },
  });
}
