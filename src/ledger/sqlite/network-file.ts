import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OtpforgeError } from '../../errors/index.js';

/**
 * Refuses a file on a network file system, whose locks SQLite cannot rely on. macOS does not show which ones are.
 * Errors: LEDGER_NETWORK_FILE, LEDGER_MISSING for a folder that is not there.
 */
export async function refuseNetworkFile(
  file: string,
  typeOf: (folder: string) => Promise<number> = fileSystemType,
): Promise<void> {
  const name = file.startsWith('\\\\') ? 'a network share' : linuxNames.get(await typeOf(dirname(file)));
  if (name === undefined) return;
  throw new OtpforgeError('LEDGER_NETWORK_FILE', {
    message: `${file}: this is on ${name}, where two benches could issue the same value`,
    remedy: 'Put the SQLite file on a disk of this machine, or use PostgreSQL for several benches.',
    details: { file },
  });
}

async function fileSystemType(folder: string): Promise<number> {
  const { type } = await statfs(folder).catch((cause: unknown) => {
    throw new OtpforgeError('LEDGER_MISSING', {
      message: `${folder}: the folder of the ledger cannot be read`,
      remedy: 'Check `ledger:` in line.yaml, and make the folder if it is right.',
      details: { folder },
      cause,
    });
  });
  return process.platform === 'linux' ? type >>> 0 : 0;
}

/** The magic numbers of statfs(2). FUSE carries sshfs and shared folders, and its locks depend on the program behind it. */
const linuxNames: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9P, a folder of another machine'],
  [0x65735546, 'FUSE'],
  [0x786f4256, 'a shared folder of VirtualBox'],
  [0xbacbacbc, 'a shared folder of VMware'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
]);
