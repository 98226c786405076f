import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { uninstall } from '../../src/api/install.js';
import { checkDeviceSupport } from '../../src/doctor/device-support.js';
import { type InstallFile, installFiles } from '../../src/install/install.js';
import { jlinkFolder } from '../../src/install/jlink-folder.js';
import { installedName } from '../../src/install/record.js';
import { uninstallFiles } from '../../src/install/uninstall.js';
import { inFolder, otpforge } from '../support/cli.js';
import { file, filesIn, put } from './folder.js';

describe('an installation that is interrupted', () => {
  /** What the folder held each time that a file was about to be written. */
  async function cutOffs(base: string, earlier: readonly InstallFile[]): Promise<readonly string[]> {
    const folder = join(base, 'folder');
    mkdirSync(folder);
    if (earlier.length > 0) await installFiles(folder, earlier);
    const states: string[] = [];
    const snapshot = () => {
      const state = join(base, `state-${states.length}`);
      cpSync(folder, state, { recursive: true });
      // Its process is gone.
      put(state, '.otpforge.lock', '999999999 0\n');
      states.push(state);
    };
    await installFiles(
      folder,
      wanted.map(({ name }) => file(name, 'two', snapshot)),
    );
    return states;
  }
  const wanted = ['x/a.elf', 'x/b.elf', 'x/Devices.xml'].map((name) => file(name, 'two'));
  const earlier = ['x/a.elf', 'x/Devices.xml', 'y/c.elf'].map((name) => file(name, 'one'));

  it.each([
    ['the first', []],
    ['an update', earlier],
  ])('is taken away whole, and finished by the same command: %s', (_what, before) =>
    inFolder(async (base) => {
      const states = await cutOffs(base, before);
      expect(states).toHaveLength(3);
      for (const state of states) {
        const again = `${state}-again`;
        cpSync(state, again, { recursive: true });
        expect(await uninstallFiles(state)).toMatchObject({ kept: [], foreign: [] });
        expect(readdirSync(state)).toEqual([]);
        expect(await installFiles(again, wanted)).toMatchObject({ kept: [], foreign: [] });
        expect(filesIn(again)).toEqual([installedName, ...wanted.map(({ name }) => name)].sort());
        expect(await uninstallFiles(again)).toMatchObject({ kept: [], foreign: [], missing: [] });
        expect(readdirSync(again)).toEqual([]);
      }
    }),
  );

  it('is told by doctor', () =>
    inFolder(async (root) => {
      const host = { platform: 'linux', env: {}, home: '/home/u', root } as const;
      const place = join(root, jlinkFolder(host));
      const found: unknown[] = [];
      await installFiles(place, [file('x/Devices.xml', '', () => found.push(checkDeviceSupport(host)))]);
      expect(found).toMatchObject([
        {
          status: 'warning',
          what: expect.stringContaining('was interrupted'),
          cure: expect.stringContaining('install again'),
        },
      ]);
      expect(checkDeviceSupport(host)).toMatchObject({ status: 'ok' });
    }));

  it('is none where several run at once, of which one writes: uninstall takes all away', () =>
    inFolder(async (folder) => {
      const runs = await Promise.all(
        [1, 2, 3].map(() => otpforge(['install', '--dir', 'to', '--json'], folder)),
      );
      const documents = runs.map(({ stdout }) => JSON.parse(stdout));
      expect(runs.map(({ exitCode }) => exitCode)).toContain(0);
      for (const [index, document] of documents.entries()) {
        if (runs[index]?.exitCode === 0) expect(document).toMatchObject({ foreign: [], kept: [] });
        else expect(document).toMatchObject({ error: { code: 'FOLDER_BUSY', exitCode: 9 } });
      }
      await uninstall({ dir: join(folder, 'to') });
      expect(readdirSync(join(folder, 'to'))).toEqual([]);
    }));
});
