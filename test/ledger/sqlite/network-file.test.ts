import { describe, expect, it } from 'vitest';
import { refuseNetworkFile } from '../../../src/ledger/sqlite/network-file.js';

const local = 0xef53;

describe('the file system of a SQLite ledger', () => {
  it.each([
    ['NFS', 0x6969],
    ['SMB', 0xfe534d42],
    ['FUSE', 0x65735546],
  ])('is refused when it is %s', async (name, type) => {
    const folders: string[] = [];
    const typeOf = async (folder: string) => {
      folders.push(folder);
      return type;
    };
    await expect(refuseNetworkFile('/line/ledger.db', typeOf)).rejects.toMatchObject({
      code: 'LEDGER_NETWORK_FILE',
      message: expect.stringContaining(name),
    });
    expect(folders).toEqual(['/line']);
  });

  it('is refused when it is a share of Windows, whatever it says', async () => {
    await expect(refuseNetworkFile('\\\\server\\line\\ledger.db', async () => local)).rejects.toMatchObject({
      code: 'LEDGER_NETWORK_FILE',
    });
  });

  it('is fine when it is a disk', async () => {
    await expect(refuseNetworkFile('/line/ledger.db', async () => local)).resolves.toBeUndefined();
    await expect(refuseNetworkFile(`${process.cwd()}/ledger.db`)).resolves.toBeUndefined();
  });
});
