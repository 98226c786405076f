import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inLockedFolder, isFolderLock } from '../../src/files/folder-lock.js';
import { inFolder } from '../support/cli.js';

describe('work in a locked folder', () => {
  it('is done by one at a time, and leaves no lock behind', () =>
    inFolder(async (base) => {
      const folder = join(base, 'a', 'b');
      const result = await inLockedFolder(folder, async () => {
        expect(readdirSync(folder).every(isFolderLock)).toBe(true);
        const second = inLockedFolder(folder, async () => 'both');
        await expect(second).rejects.toMatchObject({
          code: 'FOLDER_BUSY',
          details: { folder, pid: process.pid },
          remedy: expect.stringContaining('has ended'),
        });
        return 'one';
      });
      expect(result).toBe('one');
      expect(readdirSync(folder)).toEqual([]);
      expect(await inLockedFolder(folder, async () => 'next')).toBe('next');
    }));

  it('gives the lock back when the work fails', () =>
    inFolder(async (folder) => {
      await expect(inLockedFolder(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await inLockedFolder(folder, async () => 'next')).toBe('next');
    }));

  it('needs a folder', () =>
    inFolder(async (base) => {
      writeFileSync(join(base, 'file'), '');
      for (const folder of [join(base, 'file'), join(base, 'file', 'below')]) {
        await expect(inLockedFolder(folder, async () => 'done')).rejects.toMatchObject({
          code: 'FILE_WRITE_FAILED',
          details: { file: folder },
        });
      }
    }));
});
