import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { install, uninstall } from '../../src/api/install.js';
import { checkDeviceSupport } from '../../src/doctor/device-support.js';
import { removeWithFolders } from '../../src/files/remove.js';
import { installFiles } from '../../src/install/install.js';
import { jlinkFolder } from '../../src/install/jlink-folder.js';
import { uninstallFiles } from '../../src/install/uninstall.js';
import { inFolder, otpforge } from '../support/cli.js';
import { file, filesIn, put } from './folder.js';

const xml = 'ST/STM32F4_OTP/Devices.xml';
const elf = 'ST/STM32F4_OTP/stm32f4-otp.elf';
const record = 'otpforge-installed.json';

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
      expect(installed.stdout).toMatch(/Take it away again with otpforge uninstall --dir to\.$/m);
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

describe('a record that is damaged', () => {
  it.each(['{', '{}', '{"format": "otpforge.installed/1"}'])('names the cure, in doctor too: %s', (text) =>
    inFolder(async (root) => {
      const host = { platform: 'linux', env: {}, home: '/home/u', root } as const;
      const dir = join(root, jlinkFolder(host));
      put(dir, record, text);
      const cure = expect.stringContaining(`Remove ${join(dir, record)}`);
      await expect(install({ dir })).rejects.toMatchObject({ exitCode: 3, remedy: cure });
      await expect(uninstall({ dir })).rejects.toMatchObject({ exitCode: 3, remedy: cure });
      expect(checkDeviceSupport(host)).toMatchObject({ status: 'warning', cure });
      expect(readFileSync(join(dir, record), 'utf8')).toBe(text);
    }),
  );

  it('is not one of a newer otpforge', () =>
    inFolder(async (dir) => {
      put(dir, record, '{"format": "otpforge.installed/2"}');
      await expect(uninstall({ dir })).rejects.toMatchObject({
        code: 'FORMAT_TOO_NEW',
        remedy: 'Update otpforge.',
      });
    }));
});

describe('what is not a file', () => {
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
