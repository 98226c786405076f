import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

describe('the project’s own folder, ./otpforge', () => {
  it.each(['otpforge', 'otpforge/banks', 'otpforge/loaders', 'otpforge/templates'])(
    'is none where %s is a file',
    (name) =>
      inFolder(async (folder) => {
        if (name !== 'otpforge') await mkdir(join(folder, 'otpforge'));
        await writeFile(join(folder, name), 'a script that starts otpforge, say');
        for (const args of [['banks'], ['export', 'pyocd', '--out', 'out']]) {
          const { exitCode, stderr } = await otpforge(args, folder);
          expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        }
      }),
  );

  it('is told of where a folder is in the place of a template', () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, 'otpforge', 'templates', 'pyocd-user.py.hbs'), { recursive: true });
      const { exitCode, stderr } = await otpforge(['export', 'pyocd', '--out', 'out'], folder);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 3,
        stderr: expect.stringMatching(
          /pyocd-user\.py\.hbs: cannot be read: is a folder.*\[FILE_UNREADABLE\]/s,
        ),
      });
    }));
});
