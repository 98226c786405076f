import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/files/make-folder.js';
import { inFolder } from '../support/cli.js';

it('makes what is missing on the way, once or by several at once', () =>
  inFolder(async (base) => {
    const folder = join(base, 'a', 'b', 'c');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(base, 'a', 'b', 'd'))]);
    await makeFolder(folder);
    expect([folder, join(base, 'a', 'b', 'd')].every(existsSync)).toBe(true);
  }));

it('ends where no folder can be made', () =>
  inFolder(async (base) => {
    writeFileSync(join(base, 'file'), '');
    await expect(makeFolder(join(base, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(base, 'file', 'below'))).rejects.toMatchObject({ code: 'EEXIST' });
    if (process.platform === 'linux') {
      await expect(makeFolder('/proc/otpforge')).rejects.toMatchObject({ code: 'ENOENT' });
      await expect(makeFolder('/proc/otpforge/below')).rejects.toMatchObject({ code: 'ENOENT' });
    }
  }));
