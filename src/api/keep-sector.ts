import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeepSector } from '../burn/index.js';
import { stateFolder } from '../files/state-folder.js';
import { writeAtomic } from '../files/write.js';
import { writeIntelHex } from '../image/index.js';

/**
 * Keeps what a reserved sector holds as Intel HEX in the state folder, for its user alone. Errors: FILE_WRITE_FAILED,
 * STATE_FOLDER.
 */
export const keepSector: KeepSector = async (uid, image) => {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const file = join(stateFolder(), 'sectors', `${uid}-${time}.hex`);
  await writeAtomic(file, writeIntelHex(image), { mode: 0o600 });
  // A file that cannot be removed is one copy too many.
  return { file, forget: () => rm(file, { force: true }).catch(() => undefined) };
};
