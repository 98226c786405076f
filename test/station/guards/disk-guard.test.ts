import { describe, expect, it } from 'vitest';
import { diskGuard } from '../../../src/station/guards/disk-guard.js';
import { firstStop } from '../../../src/station/guards/guard.js';

/** Volumes with so many free blocks of 4096 bytes. */
function volumes(blocks: Readonly<Record<string, number>>) {
  return async (folder: string) => {
    const bavail = blocks[folder];
    if (bavail === undefined) throw new Error('no such folder');
    return { bavail, bsize: 4096 };
  };
}

const enough = 48_829;

describe('diskGuard', () => {
  it('stops below 200 MB on any of the disks, and goes on when there is room', async () => {
    const blocks = { state: enough, ledger: enough };
    const guard = diskGuard(['state', 'ledger'], volumes(blocks));
    expect(await guard.check()).toBeUndefined();
    blocks.ledger = enough - 1;
    expect(await guard.check()).toEqual({
      code: 'DISK_FULL',
      message: 'ledger: the disk has 199 MB left, and the station needs 200 MB',
      next: 'Make room on this disk; the station goes on by itself.',
    });
    blocks.ledger = enough;
    expect(await guard.check()).toBeUndefined();
  });

  it('stops where nobody can say how much is free', async () => {
    expect(await diskGuard(['gone'], volumes({})).check()).toMatchObject({
      code: 'DISK_FULL',
      message: 'gone: the free space of the disk is unknown: no such folder',
    });
  });

  it('asks the operating system', async () => {
    expect((await diskGuard(['/does/not/exist']).check())?.message).toContain('ENOENT');
  });
});

describe('firstStop', () => {
  it('is what the first guard says that stops, and asks no further', async () => {
    const asked: string[] = [];
    const guard = (code: string, stops: boolean) => ({
      check: async () => {
        asked.push(code);
        return stops ? { code, message: '', next: '' } : undefined;
      },
    });
    expect(await firstStop([guard('A', false), guard('B', true), guard('C', true)])).toMatchObject({
      code: 'B',
    });
    expect(asked).toEqual(['A', 'B']);
    expect(await firstStop([guard('A', false)])).toBeUndefined();
  });
});
