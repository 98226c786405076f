import { stat } from 'node:fs/promises';

/** Whether a regular file can be read by its owner alone. Windows keeps no such mode. */
export async function isPrivateFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (found.mode & 0o077) === 0;
}
