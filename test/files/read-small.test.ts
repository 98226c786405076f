import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/cli/config.js';
import { readSmallText } from '../../src/files/read-small.js';
import { loadLayout } from '../../src/layout/index.js';
import { f4 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';

const fields = Array.from({ length: 60_000 }, (_, index) => `  f${index}: { type: u8, offset: 0 }\n`).join(
  '',
);

it.each([
  ['a layout', (file: string) => loadLayout(file, f4)],
  ['a file of defaults', (file: string) => loadConfig(file)],
])('refuses %s of two megabytes by its size', (what, load) =>
  inFolder(async (folder) => {
    const file = join(folder, 'large.yaml');
    await writeFile(file, `format: otpforge.layout/1\nfields:\n${fields}`);
    await expect(load(file)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringMatching(new RegExp(`bytes, ${what} has at most 131072$`)),
    });
  }),
);

it('reads a text of the largest size, and says what else is wrong', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'text.yaml');
    await writeFile(file, 'x'.repeat(128 * 1024));
    expect(await readSmallText(file, 'a layout')).toHaveLength(128 * 1024);
    await expect(readSmallText(join(folder, 'none'), 'a layout')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await expect(readSmallText(folder, 'a layout')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  }));
