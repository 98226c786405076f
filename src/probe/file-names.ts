import { posix, win32 } from 'node:path';

/** Names with commas between them, as in `openocd:interface/stlink.cfg,./board.cfg`. */
export function scriptNames(target: string): readonly string[] {
  return target === '' ? [] : target.split(',');
}

/** Whether a name is a path of ours; others are names within the program that reads the files. */
export function isOwnPath(name: string): boolean {
  return /^\.{1,2}[\\/]/.test(name) || posix.isAbsolute(name) || win32.isAbsolute(name);
}
