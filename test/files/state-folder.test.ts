import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stateFolder } from '../../src/files/state-folder.js';

const home = join('/', 'home', 'ann');
const of = (platform: NodeJS.Platform, env: Record<string, string> = {}) =>
  stateFolder({ platform, env, home });

describe('the state folder', () => {
  it("is the operating system's place for state", () => {
    expect(of('linux')).toBe(join(home, '.local', 'state', 'otpforge'));
    expect(of('linux', { XDG_STATE_HOME: '/var/ann' })).toBe(join('/var/ann', 'otpforge'));
    expect(of('darwin')).toBe(join(home, 'Library', 'Application Support', 'otpforge'));
    expect(of('win32', { LOCALAPPDATA: '/c/local' })).toBe(join('/c/local', 'otpforge'));
    expect(of('win32')).toBe(join(home, 'AppData', 'Local', 'otpforge'));
  });

  it('ignores a relative XDG_STATE_HOME, as its specification wants', () => {
    expect(of('linux', { XDG_STATE_HOME: 'state' })).toBe(join(home, '.local', 'state', 'otpforge'));
  });

  it('is not a part of the working folder for a user without a home folder', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const env = { XDG_STATE_HOME: 'state', LOCALAPPDATA: 'local' };
      expect(() => stateFolder({ platform, env, home: undefined })).toThrow(
        expect.objectContaining({ code: 'STATE_FOLDER', remedy: expect.stringContaining('HOME') }),
      );
    }
  });

  it.each(['linux', 'darwin', 'win32'] as const)(
    'is OTPFORGE_STATE_DIR on %s where that is set',
    (platform) => {
      expect(of(platform, { OTPFORGE_STATE_DIR: 'here', XDG_STATE_HOME: '/x', LOCALAPPDATA: '/y' })).toBe(
        'here',
      );
    },
  );
});
