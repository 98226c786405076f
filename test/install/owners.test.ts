import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { install, uninstall } from '../../src/api/install.js';
import { checkDeviceSupport } from '../../src/doctor/device-support.js';
import { type InstallFile, installFiles } from '../../src/install/install.js';
import { jlinkFolder } from '../../src/install/jlink-folder.js';
import { removeWithFolders } from '../../src/install/remove.js';
import { uninstallFiles } from '../../src/install/uninstall.js';
import { sha256Of } from '../../src/loader/index.js';
import { inFolder, otpforge } from '../support/cli.js';
import { filesIn, put } from './folder.js';

const xml = 'ST/STM32F4_OTP/Devices.xml';
const elf = 'ST/STM32F4_OTP/stm32f4-otp.elf';
const record = 'otpforge-installed.json';

/** A file to install; `onWrite` runs when it is about to be written. */
function file(name: string, text: string, onWrite: () => void = () => undefined): InstallFile {
  return {
    name,
    sha256: sha256Of(Buffer.from(text)),
    get content() {
      onWrite();
      return text;
    },
  };
}

describe('a file of somebody else that equals ours', () => {
  it('is left by uninstall, however often ours was installed', () =>
    inFolder(async (base) => {
      const [dir, source] = [join(base, 'to'), join(base, 'from')];
      await install({ dir: source });
      put(dir, xml, readFileSync(join(source, xml)));
      expect(await install({ dir })).toMatchObject({ unchanged: [xml], foreign: [xml] });
      expect(await install({ dir })).toMatchObject({ written: [], foreign: [xml] });
      expect(await uninstall({ dir, dryRun: true })).toMatchObject({ foreign: [xml] });
      expect(await uninstall({ dir })).toMatchObject({ foreign: [xml], kept: [], missing: [] });
      expect(filesIn(dir)).toEqual([xml]);
      expect(readFileSync(join(dir, xml))).toEqual(readFileSync(join(source, xml)));
    }));

  it('is not replaced by a later version, nor taken away when that does without it', () =>
    inFolder(async (folder) => {
      put(folder, 'a.xml', 'one');
      await installFiles(folder, [file('a.xml', 'one'), file('b.elf', 'one')]);
      await expect(installFiles(folder, [file('a.xml', 'two')])).rejects.toMatchObject({
        code: 'INSTALL_FOREIGN_FILES',
        details: { files: ['a.xml'] },
      });
      expect(await installFiles(folder, [file('c.elf', 'x')])).toMatchObject({
        removed: ['b.elf'],
        kept: [],
      });
      expect(filesIn(folder)).toEqual(['a.xml', 'c.elf', record]);
    }));

  it('becomes ours when its owner took it away and we put one there', () =>
    inFolder(async (folder) => {
      put(folder, 'a.xml', 'one');
      await installFiles(folder, [file('a.xml', 'one')]);
      rmSync(join(folder, 'a.xml'));
      expect(await installFiles(folder, [file('a.xml', 'one')])).toMatchObject({ foreign: [] });
      expect(await uninstallFiles(folder)).toMatchObject({ removed: ['a.xml'] });
    }));

  it('stays its owner’s when he changes it', () =>
    inFolder(async (folder) => {
      put(folder, 'a.xml', 'one');
      await installFiles(folder, [file('a.xml', 'one')]);
      put(folder, 'a.xml', 'two');
      expect(await uninstallFiles(folder)).toMatchObject({ foreign: ['a.xml'], kept: [], removed: [] });
    }));

  it('is told of on the command line', () =>
    inFolder(async (folder) => {
      await install({ dir: join(folder, 'to') });
      rmSync(join(folder, 'to', record));
      const installed = await otpforge(['install', '--dir', 'to'], folder);
      expect(installed.stdout).toContain(`unchanged ${xml}: not otpforge’s, which uninstall will leave`);
      const removed = await otpforge(['uninstall', '--dir', 'to'], folder);
      expect(removed.stdout).toContain(`left ${xml}: it was there before otpforge`);
    }));
});

describe('an installation over an earlier one', () => {
  it('leaves nothing when both are taken away, folders of files that it did without included', () =>
    inFolder(async (dir) => {
      await install({ dir });
      expect(await install({ dir, skipNative: true })).toMatchObject({ written: [xml], foreign: [] });
      await install({ dir, names: ['stm32f4-otp'] });
      expect(readdirSync(join(dir, 'ST'))).toEqual(['STM32F4_OTP']);
      expect(await uninstall({ dir })).toMatchObject({ removed: [xml, elf], foreign: [], kept: [] });
      expect(readdirSync(dir)).toEqual([]);
    }));

  it('that fails can be taken away as well', () =>
    inFolder(async (folder) => {
      await installFiles(folder, [file('a.elf', 'one'), file('b/x.elf', 'one')]);
      put(folder, 'c', 'a file where a folder must be');
      const next = [file('a.elf', 'two'), file('b/y.elf', 'two'), file('c/z.elf', 'two')];
      await expect(installFiles(folder, next)).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
      expect(filesIn(folder)).toEqual(['a.elf', 'b/x.elf', 'c', record]);
      expect(await uninstallFiles(folder)).toMatchObject({ removed: ['a.elf', 'b/x.elf'], kept: [] });
      expect(readdirSync(folder)).toEqual(['c']);
    }));

  it('writes nothing when all is as wanted', () =>
    inFolder(async (dir) => {
      await install({ dir });
      const before = readFileSync(join(dir, record), 'utf8');
      put(dir, record, before.replaceAll('  ', ' '));
      await install({ dir });
      expect(readFileSync(join(dir, record), 'utf8')).toBe(before.replaceAll('  ', ' '));
    }));
});

describe('an installation that is cut off', () => {
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
        expect(filesIn(again)).toEqual([record, ...wanted.map(({ name }) => name)].sort());
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
          what: expect.stringContaining('cut off'),
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

describe('what is no file', () => {
  it('in the place of ours is never replaced, and nobody waits for it', () =>
    inFolder(async (dir) => {
      mkdirSync(join(dir, xml), { recursive: true });
      execFileSync('mkfifo', [join(dir, elf)]);
      await expect(install({ dir })).rejects.toMatchObject({
        code: 'INSTALL_FOREIGN_FILES',
        details: { files: [xml, elf] },
      });
    }));

  it('in the place of the record is refused, so that nothing is written through a link', () =>
    inFolder(async (base) => {
      const dir = join(base, 'to');
      mkdirSync(dir);
      for (const target of ['nowhere', 'theirs']) {
        put(base, 'theirs', '{}');
        symlinkSync(join(base, target), join(dir, record));
        await expect(install({ dir })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
        await expect(uninstall({ dir })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
        rmSync(join(dir, record));
      }
      expect(filesIn(base)).toEqual(['theirs']);
    }));

  it('cannot be removed as a file', () =>
    inFolder(async (folder) => {
      put(folder, 'a/b', 'x');
      await expect(removeWithFolders(folder, 'a')).rejects.toMatchObject({
        code: 'FILE_WRITE_FAILED',
        details: { file: join(folder, 'a') },
      });
    }));

  it('keeps a folder that holds more than ours', () =>
    inFolder(async (dir) => {
      await install({ dir });
      put(dir, 'ST/STM32F4_OTP/notes.txt', 'theirs');
      await uninstall({ dir });
      expect(filesIn(dir)).toEqual(['ST/STM32F4_OTP/notes.txt']);
    }));
});
