import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, stateFolderOf } from '../support/cli.js';
import { runWarm } from '../support/warm/client.js';

const put = (path: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '', { mode: 0o755 });
};

describe('commands that share a process', () => {
  it('have the environment of their own call, and its exit code', () =>
    inFolder(async (folder) => {
      put(join(folder, 'bin', 'openocd'));
      put(join(folder, 'scripts', 'target', 'swj-dp.tcl'));
      const doctor = (path: string) =>
        runWarm(['doctor', '--jlink-library', join(folder, 'none.so')], folder, {
          PATH: path,
          OTPFORGE_STATE_DIR: stateFolderOf(folder),
        });
      const codes = [];
      for (const path of [join(folder, 'bin'), folder, join(folder, 'bin'), folder])
        codes.push((await doctor(path))?.exitCode);
      expect(codes).toEqual([0, 9, 0, 9]);
    }));

  it('have the home folder of their own call', () =>
    inFolder(async (folder) => {
      const doctor = (home: string) =>
        runWarm(['doctor', '--json', '--jlink-library', join(folder, 'none.so')], folder, {
          HOME: home,
          PATH: folder,
          OTPFORGE_STATE_DIR: stateFolderOf(folder),
        });
      const answers = [await doctor('relative'), await doctor(folder)];
      expect(answers.map((each) => JSON.parse(each?.stdout ?? '').format)).toEqual([
        'otpforge.error/1',
        'otpforge.doctor/1',
      ]);
    }));

  it('leave no exit code to the next', () =>
    inFolder(async (folder) => {
      const run = (...args: string[]) => runWarm(args, folder, { OTPFORGE_STATE_DIR: stateFolderOf(folder) });
      const answers = [await run('lint', 'none.yaml'), await run('banks'), await run('lint', 'none.yaml')];
      expect(answers.map((each) => each?.exitCode)).toEqual([3, 0, 3]);
    }));
});
