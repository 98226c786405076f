import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder } from '../../src/files/config-folder.js';
import { homeFolder } from '../../src/files/home-folder.js';

const home = join('/', 'home', 'ann');
const of = (platform: NodeJS.Platform, env: Record<string, string> = {}, at: string | undefined = home) =>
  configFolder({ platform, env, home: at });

describe("the user's own configuration folder", () => {
  it("is the operating system's place for settings", () => {
    expect(of('linux')).toBe(join(home, '.config', 'otpforge'));
    expect(of('linux', { XDG_CONFIG_HOME: '/etc/ann' })).toBe(join('/etc/ann', 'otpforge'));
    expect(of('darwin')).toBe(join(home, 'Library', 'Application Support', 'otpforge'));
    expect(of('win32', { APPDATA: '/c/roaming' })).toBe(join('/c/roaming', 'otpforge'));
    expect(of('win32')).toBe(join(home, 'AppData', 'Roaming', 'otpforge'));
  });

  it('is not a part of the working folder, whatever the environment says', () => {
    expect(of('linux', { XDG_CONFIG_HOME: 'config' })).toBe(join(home, '.config', 'otpforge'));
    expect(of('win32', { APPDATA: '.' })).toBe(join(home, 'AppData', 'Roaming', 'otpforge'));
    expect(() => of('linux', { OTPFORGE_CONFIG_DIR: 'config' })).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('OTPFORGE_CONFIG_DIR') }),
    );
  });

  it.each(['linux', 'darwin', 'win32'] as const)(
    'is OTPFORGE_CONFIG_DIR on %s where that is set',
    (platform) => {
      const env = { OTPFORGE_CONFIG_DIR: '/here', XDG_CONFIG_HOME: '/x', APPDATA: '/y' };
      expect(of(platform, env)).toBe('/here');
    },
  );

  it('is none for a user without a home folder', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(configFolder({ platform, env: {}, home: homeFolder('') })).toBeUndefined();
    }
  });
});

describe('the home folder', () => {
  it.each(['', '.', 'home/ann', 'relative'])('is none where HOME is %j', (value) => {
    expect(homeFolder(value)).toBeUndefined();
  });

  it('is an absolute path', () => {
    expect(homeFolder(home)).toBe(home);
  });
});
