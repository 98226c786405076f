import { isAbsolute, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { homeFolder } from './home-folder.js';

export interface StateFolderSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string | undefined;
}

/**
 * Where this user's records lie that outlive a project: OTPFORGE_STATE_DIR, or else the operating system's
 * place for state. The folder need not exist yet. Errors: STATE_FOLDER for a user without a home folder.
 */
export function stateFolder(
  { env, platform, home }: StateFolderSource = {
    env: process.env,
    platform: process.platform,
    home: homeFolder(),
  },
): string {
  const { OTPFORGE_STATE_DIR: named, LOCALAPPDATA: local, XDG_STATE_HOME: state } = env;
  if (named) return named;
  const below = (...parts: string[]) => join(home ?? noHome(), ...parts);
  // The XDG Base Directory Specification has relative paths ignored.
  const given = platform === 'win32' ? local : platform === 'darwin' ? undefined : state;
  return join(given !== undefined && isAbsolute(given) ? given : below(...places(platform)), 'otpforge');
}

function places(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'win32') return ['AppData', 'Local'];
  return platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'state'];
}

// A relative one would be a part of whatever folder the command is run in.
function noHome(): never {
  throw new OtpforgeError('STATE_FOLDER', {
    message: 'this user has no home folder: HOME is empty or not an absolute path',
    remedy: 'Set HOME, or name a folder for the records with OTPFORGE_STATE_DIR.',
  });
}
