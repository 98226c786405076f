import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBytes, readText } from '../../src/files/read.js';
import { inFolder, otpforge } from '../support/cli.js';

describe('a file that cannot be read', () => {
  it.each([
    ['folder', 'FILE_UNREADABLE', /folder: cannot be read: is a folder/, /Name a file/],
    ['file/below', 'FILE_UNREADABLE', /a part of the path is a file, not a folder/, /Check the path/],
    ['loop', 'FILE_UNREADABLE', /ELOOP/, /name another/],
    ['missing', 'FILE_NOT_FOUND', /no such file/, /Check the path/],
  ])('%s: %s, with the remedy', (name, code, message, remedy) =>
    inFolder(async (folder) => {
      await mkdir(join(folder, 'folder'));
      await writeFile(join(folder, 'file'), 'text');
      await symlink('loop', join(folder, 'loop'));
      await expect(readBytes(join(folder, name))).rejects.toMatchObject({
        code,
        exitCode: 3,
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
      });
    }),
  );

  it('is one without a name', () =>
    expect(readText('')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: 'a file name is empty',
      remedy: expect.stringMatching(/variable/),
    }));

  it('is one that is not UTF-8', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'latin1.yaml');
      await writeFile(file, Uint8Array.of(0xe9));
      await expect(readText(file)).rejects.toMatchObject({ remedy: expect.stringMatching(/UTF-8/) });
    }));

  it.each([
    ['merge', 'folder', '-o', 'unit.hex'],
    ['inspect', 'folder'],
    ['plan', 'unit.hex', '--probe', 'sim:STM32F401RE', '--layout', '.'],
    ['plan', 'unit.hex', '--probe', 'sim:STM32F401RE', '--config', '.'],
    ['journal', 'list', '.'],
  ])('a folder for a file: otpforge %s %s …', (...command) =>
    inFolder(async (folder) => {
      await mkdir(join(folder, 'folder'));
      await writeFile(join(folder, 'unit.hex'), ':0400000001020304F2\n:00000001FF\n');
      const { exitCode, stdout } = await otpforge([...command, '--json'], folder);
      expect(exitCode).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: 'FILE_UNREADABLE', remedy: expect.stringMatching(/^Name /) },
      });
    }),
  );
});
