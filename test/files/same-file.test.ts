import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalPath, isSameFile, refuseSameFile } from '../../src/files/same-file.js';
import { inFolder } from '../support/cli.js';

/** A folder with a file, and a link to a folder in it. */
const withFiles = (work: (at: (name: string) => string) => Promise<void>) =>
  inFolder(async (folder) => {
    const at = (name: string) => join(folder, name);
    await mkdir(at('folder'));
    await writeFile(at('folder/file'), 'text');
    await symlink('folder', at('way'));
    await work(at);
  });

describe('one file', () => {
  it('is the same by another spelling, through links, and by a hard link', () =>
    withFiles(async (at) => {
      await symlink('way/file', at('link'));
      await link(at('folder/file'), at('hard'));
      const spellings = [
        relative('.', at('folder/file')),
        `${at('folder')}/../way/./file`,
        at('link'),
        at('hard'),
      ];
      for (const spelling of spellings) {
        expect(await isSameFile(at('folder/file'), spelling), spelling).toBe(true);
      }
      expect(await isSameFile(at('folder/file'), at('folder/other'))).toBe(false);
      await writeFile(at('folder/other'), 'text');
      expect(await isSameFile(at('folder/file'), at('folder/other'))).toBe(false);
    }));

  it('has a place before it exists, behind links that lead nowhere too', () =>
    withFiles(async (at) => {
      expect(await isSameFile(at('folder/new'), at('way/new'))).toBe(true);
      expect(await isSameFile(at('folder/deep/new'), at('way/deep/new'))).toBe(true);
      await symlink('second', at('first'));
      await symlink('way/new', at('second'));
      expect(await isSameFile(at('folder/new'), at('first'))).toBe(true);
      await symlink('circle', at('circle'));
      expect(await canonicalPath(at('circle'))).toBe(at('circle'));
    }));

  it('may be read twice, and not written', () =>
    withFiles(async (at) => {
      const image = { what: 'the image', path: at('folder/file') };
      const layout = { what: 'the layout', path: at('way/file') };
      await refuseSameFile([image, layout]);
      for (const files of [
        [{ ...image, written: true }, layout],
        [image, { ...layout, written: true }],
      ]) {
        await expect(refuseSameFile(files)).rejects.toMatchObject({
          code: 'FILE_OVERWRITES_INPUT',
          message: `the image ${image.path} and the layout ${layout.path} are one file, and one would overwrite the other`,
        });
      }
    }));
});
