import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProbe } from '../../src/probe/index.js';
import { allBanks } from '../support/banks.js';
import { inFolder } from '../support/cli.js';

describe('a chip file', () => {
  it('is one program’s at a time, and free again after it', async () => {
    await inFolder(async (folder) => {
      const uri = `sim:STM32F401RE,file=${join(folder, 'unit.chip')}`;
      const first = await openProbe(uri, { banks: allBanks });
      await expect(openProbe(uri, { banks: allBanks })).rejects.toMatchObject({
        code: 'CHIP_FILE_BUSY',
        exitCode: 4,
        details: { pid: process.pid },
      });
      await first.close();
      await (await openProbe(uri, { banks: allBanks })).close();
      expect(await readdir(folder)).toEqual(['unit.chip']);
    });
  });

  it('is one program’s at a time by a link too', async () => {
    await inFolder(async (folder) => {
      await symlink('unit.chip', join(folder, 'link.chip'));
      const open = (name: string) =>
        openProbe(`sim:STM32F401RE,file=${join(folder, name)}`, { banks: allBanks });
      const first = await open('unit.chip');
      await expect(open('link.chip')).rejects.toMatchObject({ code: 'CHIP_FILE_BUSY' });
      await first.close();
      await (await open('link.chip')).close();
      expect((await readdir(folder)).toSorted()).toEqual(['link.chip', 'unit.chip']);
    });
  });

  it('is free again after a file that cannot be read', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'unit.chip');
      await (await openProbe(`sim:STM32F401RE,file=${file}`, { banks: allBanks })).close();
      const other = openProbe(`sim:STM32L476RG,file=${file}`, { banks: allBanks });
      await expect(other).rejects.toMatchObject({ code: 'CHIP_FILE_DEVICE' });
      expect(await readdir(folder)).toEqual(['unit.chip']);
    });
  });

  it('is free again when the trace cannot be written', async () => {
    await inFolder(async (folder) => {
      const uri = `sim:STM32F401RE,file=${join(folder, 'unit.chip')}`;
      await expect(openProbe(uri, { banks: allBanks, trace: folder })).rejects.toMatchObject({
        code: 'FILE_WRITE_FAILED',
      });
      await (await openProbe(uri, { banks: allBanks })).close();
    });
  });

  it('keeps one unique ID, and each new file has its own', async () => {
    await inFolder(async (folder) => {
      const uidOf = async (name: string) => {
        const probe = await openProbe(`sim:STM32F401RE,file=${join(folder, name)}`, { banks: allBanks });
        const uid = await probe.readMemory(0x1fff7a10, 12);
        await probe.close();
        return Buffer.from(uid).toString('hex');
      };
      const first = await uidOf('one.chip');
      expect(await uidOf('one.chip')).toBe(first);
      expect(await uidOf('two.chip')).not.toBe(first);
    });
  });
});
