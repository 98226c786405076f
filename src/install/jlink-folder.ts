import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';

export interface JlinkFolderHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The folder from which J-Link (V7.62 and newer) takes devices.xml files of other people's hosts.
 * Errors: USAGE where this user has no home folder.
 */
export function jlinkFolder(
  { platform, env, home }: JlinkFolderHost = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
  },
): string {
  if (!isAbsolute(home)) {
    throw new OtpforgeError('USAGE', {
      message: `the home folder of this user is "${home}": J-Link looks in none such`,
      remedy: 'Set HOME, or name the folder with --dir.',
    });
  }
  if (platform === 'win32') {
    const { APPDATA: data = '' } = env;
    return join(isAbsolute(data) ? data : join(home, 'AppData', 'Roaming'), 'SEGGER', 'JLinkDevices');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'SEGGER', 'JLinkDevices');
  return join(home, '.config', 'SEGGER', 'JLinkDevices');
}
