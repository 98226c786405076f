import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOpenocd } from '../../src/probe/openocd/find-openocd.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'otpforge-find-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, mode = 0o644): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

const find = (env: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
  findOpenocd({ platform, env, root });

describe('the installed OpenOCD', () => {
  it.each(['share/openocd/scripts', 'openocd/scripts', 'scripts'])(
    'has its scripts beside it, in %s',
    (folder) => {
      const program = put('tool/bin/openocd', 0o755);
      put(`tool/${folder}/target/swj-dp.tcl`);
      put('usr/share/openocd/scripts/target/swj-dp.tcl');
      expect(find({ PATH: dirname(program) })).toEqual({ program, scripts: join(root, 'tool', folder) });
    },
  );

  it('has them where a link leads, or else where systems install them', () => {
    const program = put('tool/bin/openocd', 0o755);
    put('usr/share/openocd/scripts/target/swj-dp.tcl');
    mkdirSync(join(root, 'links'));
    symlinkSync(program, join(root, 'links', 'openocd'));
    const env = { PATH: join(root, 'links') };
    expect(find(env).scripts).toBe(join(root, 'usr/share/openocd/scripts'));
    put('tool/share/openocd/scripts/target/swj-dp.tcl');
    expect(find(env).scripts).toBe(join(root, 'tool/share/openocd/scripts'));
  });

  it('may be named by OTPFORGE_OPENOCD, by an absolute path alone', () => {
    const program = put('mine/openocd-dev', 0o755);
    put('usr/share/openocd/scripts/target/swj-dp.tcl');
    expect(find({ OTPFORGE_OPENOCD: program, PATH: '' }).program).toBe(program);
    for (const named of ['openocd', './openocd', join(root, 'none')]) {
      expect(() => find({ OTPFORGE_OPENOCD: named })).toThrow(
        expect.objectContaining({ code: 'PROBE_SERVER_MISSING', exitCode: 9 }),
      );
    }
  });

  it.each([
    ['linux', /apt install openocd/],
    ['darwin', /brew install open-ocd/],
    ['win32', /xPack/],
  ] as const)('is missing on %s: how to get it', (platform, hint) => {
    expect(() => find({ PATH: '.:bin:' }, platform)).toThrow(
      expect.objectContaining({
        code: 'PROBE_SERVER_MISSING',
        remedy: expect.stringMatching(hint),
        message: 'OpenOCD is not installed: PATH has no openocd',
      }),
    );
  });

  it('cannot be used without its scripts', () => {
    const program = put('tool/bin/openocd', 0o755);
    expect(() => find({ PATH: dirname(program) })).toThrow(
      expect.objectContaining({
        code: 'PROBE_SERVER_UNUSABLE',
        message: expect.stringContaining('tool/share'),
      }),
    );
  });
});
