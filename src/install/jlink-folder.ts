import { homedir } from 'node:os';
import { join } from 'node:path';

export interface JlinkFolderHost {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The folder from which J-Link (V7.62 and newer) takes devices.xml files of other people's hosts. */
export function jlinkFolder(
  { platform, env, home }: JlinkFolderHost = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
  },
): string {
  if (platform === 'win32') {
    return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'SEGGER', 'JLinkDevices');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'SEGGER', 'JLinkDevices');
  return join(home, '.config', 'SEGGER', 'JLinkDevices');
}
