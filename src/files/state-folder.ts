import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface StateFolderSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/**
 * Where this user's records lie that outlive a project: OTPFORGE_STATE_DIR, or else the operating system's
 * place for state. The folder need not exist yet.
 */
export function stateFolder(
  { env, platform, home }: StateFolderSource = {
    env: process.env,
    platform: process.platform,
    home: homedir(),
  },
): string {
  if (env.OTPFORGE_STATE_DIR) return env.OTPFORGE_STATE_DIR;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'otpforge');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'otpforge');
  // The XDG Base Directory Specification has relative paths ignored.
  const { XDG_STATE_HOME: state = '' } = env;
  return join(isAbsolute(state) ? state : join(home, '.local', 'state'), 'otpforge');
}
