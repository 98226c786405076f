import { isAbsolute, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { homeFolder } from './home-folder.js';

export interface ConfigFolderSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string | undefined;
}

/**
 * Where this user's own settings lie: OTPFORGE_CONFIG_DIR, or else the operating system's place for settings; undefined for
 * a user without a home folder. It need not be there. Errors: USAGE for a relative OTPFORGE_CONFIG_DIR, which would be a
 * part of whatever folder the command is run in.
 */
export function configFolder(
  { env, platform, home }: ConfigFolderSource = {
    env: process.env,
    platform: process.platform,
    home: homeFolder(),
  },
): string | undefined {
  const { OTPFORGE_CONFIG_DIR: named, APPDATA: roaming, XDG_CONFIG_HOME: config } = env;
  if (named) {
    if (isAbsolute(named)) return named;
    throw new OtpforgeError('USAGE', {
      message: `OTPFORGE_CONFIG_DIR is ${JSON.stringify(named)}, which is not an absolute path`,
      remedy: 'Set it to an absolute path, or unset it.',
    });
  }
  const below = (...parts: string[]) => home && join(home, ...parts);
  if (platform === 'win32') return ours(absolute(roaming) ?? below('AppData', 'Roaming'));
  if (platform === 'darwin') return ours(below('Library', 'Application Support'));
  // The XDG Base Directory Specification has relative paths ignored.
  return ours(absolute(config) ?? below('.config'));
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function ours(folder: string | undefined): string | undefined {
  return folder && join(folder, 'otpforge');
}
