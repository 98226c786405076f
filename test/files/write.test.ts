import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAtomic, writeTogether } from '../../src/files/write.js';
import { inFolder } from '../support/cli.js';

describe('atomic write', () => {
  it('makes folders, replaces files and leaves nothing else behind', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a', 'b.txt');
      await writeAtomic(file, 'one');
      await writeAtomic(file, Uint8Array.of(0x74, 0x77, 0x6f));
      expect(await readFile(file, 'utf8')).toBe('two');
      expect(await readdir(join(folder, 'a'))).toEqual(['b.txt']);
    });
  });

  it('leaves the old content and no rest when it fails', async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, 'taken'));
      const failing = writeAtomic(join(folder, 'taken'), 'text');
      await expect(failing).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED', exitCode: 3 });
      expect(await readdir(folder)).toEqual(['taken']);
    });
  });

  it('makes no file of the name of a folder', async () => {
    await inFolder(async (folder) => {
      await expect(writeAtomic(`${folder}/out/`, 'text')).rejects.toMatchObject({
        code: 'FILE_WRITE_FAILED',
        message: `${folder}/out/: cannot be written: its name is that of a folder`,
      });
      expect(await readdir(folder)).toEqual([]);
    });
  });

  it('says so where the name is empty', async () => {
    await expect(writeAtomic('', 'text')).rejects.toMatchObject({
      code: 'FILE_WRITE_FAILED',
      message: 'the name of a file to write is empty',
    });
  });

  it('refuses what is not a regular file, and leaves it as it is', async () => {
    await inFolder(async (folder) => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await expect(writeAtomic(pipe, 'text')).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
      expect((await stat(pipe)).isFIFO()).toBe(true);
      await expect(writeAtomic('/dev/null', 'text')).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
    });
  });

  it('makes the file that a dangling link points to', async () => {
    await inFolder(async (folder) => {
      await symlink('target', join(folder, 'link'));
      await writeAtomic(join(folder, 'link'), 'text');
      expect(await readFile(join(folder, 'target'), 'utf8')).toBe('text');
      expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true);
    });
  });

  it('keeps the mode of an existing file, and sets one that is asked for', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'secret');
      await writeAtomic(file, 'one', { mode: 0o600 });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      await chmod(file, 0o640);
      await writeAtomic(file, 'two');
      expect((await stat(file)).mode & 0o777).toBe(0o640);
    });
  });

  it('writes through a link, and sees an input behind one', async () => {
    await inFolder(async (folder) => {
      const [file, link] = [join(folder, 'file'), join(folder, 'link')];
      await writeFile(file, 'one');
      await symlink(file, link);
      await writeAtomic(link, 'two');
      expect(await readFile(file, 'utf8')).toBe('two');
      await expect(writeAtomic(link, 'three', { inputs: [file] })).rejects.toMatchObject({
        code: 'FILE_OVERWRITES_INPUT',
        exitCode: 2,
      });
      expect(await readFile(file, 'utf8')).toBe('two');
    });
  });
});

describe('files that are written together', () => {
  const at = (folder: string, name: string) => join(folder, name);

  it('are all there afterwards, and nothing else', () =>
    inFolder(async (folder) => {
      await writeAtomic(at(folder, 'a'), 'old');
      await writeTogether([
        { path: at(folder, 'a'), data: 'new' },
        { path: at(folder, 'b'), data: 'b', mode: 0o600 },
      ]);
      expect(await readFile(at(folder, 'a'), 'utf8')).toBe('new');
      expect((await stat(at(folder, 'b'))).mode & 0o777).toBe(0o600);
      expect((await readdir(folder)).toSorted()).toEqual(['a', 'b']);
    }));

  it('stay as they were where one of them cannot be written', () =>
    inFolder(async (folder) => {
      await writeAtomic(at(folder, 'a'), 'old');
      await mkdir(at(folder, 'taken'));
      const files = [
        { path: at(folder, 'a'), data: 'new' },
        { path: at(folder, 'taken'), data: 'text' },
      ];
      await expect(writeTogether(files)).rejects.toMatchObject({
        code: 'FILE_WRITE_FAILED',
        details: { file: at(folder, 'taken') },
      });
      expect(await readFile(at(folder, 'a'), 'utf8')).toBe('old');
      expect((await readdir(folder)).toSorted()).toEqual(['a', 'taken']);
    }));

  it('replace none of the inputs', () =>
    inFolder(async (folder) => {
      await writeAtomic(at(folder, 'b'), 'input');
      const files = ['a', 'b'].map((name) => ({ path: at(folder, name), data: 'new' }));
      await expect(writeTogether(files, [at(folder, 'b')])).rejects.toMatchObject({
        code: 'FILE_OVERWRITES_INPUT',
      });
      expect(await readdir(folder)).toEqual(['b']);
    }));
});
