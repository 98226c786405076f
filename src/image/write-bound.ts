import { lstat } from 'node:fs/promises';
import { OtpforgeError } from '../errors/index.js';
import { remove } from '../files/remove.js';
import { canonicalPath } from '../files/same-file.js';
import { type WrittenFile, writeTogether } from '../files/write.js';
import { type Binding, bindingName, bindingText, isBinding, refuseForeignBinding } from './bound-hex.js';
import type { BoundTo } from './merge-files.js';

/**
 * Writes a hex file, and beside it the file that binds it to a die where one is named. Errors: FILE_EXISTS,
 * FILE_OVERWRITES_INPUT, FILE_WRITE_FAILED.
 */
export async function writeBound(
  hex: WrittenFile & { readonly data: Uint8Array },
  inputs: readonly string[],
  { uid, bank }: { readonly uid?: string; readonly bank?: string },
): Promise<BoundTo | undefined> {
  const file = await bindingBeside(hex.path);
  if (uid === undefined) {
    await writeTogether([hex], inputs);
    // It would make the new file look edited.
    if (await isBinding(file)) await remove(file);
    return undefined;
  }
  await refuseForeignBinding(file);
  // Where only the first is new, the old hex file is refused.
  await writeTogether([{ path: file, data: bindingText(hex.data, uid, bank) }, hex], inputs);
  return { uid, file };
}

/** Refuses an input of a merge that is for one die, where the output would be for another or for any. */
export function refuseOtherDie(
  path: string,
  { from, uid, isChanged }: Binding,
  asked: string | undefined,
): void {
  if (isChanged) {
    throw new OtpforgeError('BOUND_HEX_CHANGED', {
      message: `${path} is not the file that ${from} binds to the die ${uid}: it was changed since`,
      remedy: 'Merge the unit again with --uid.',
      details: { file: path, binding: from, uid },
    });
  }
  if (uid === asked) return;
  const what = asked === undefined ? 'the output would be for any' : `the output is to be for ${asked}`;
  throw new OtpforgeError('OTHER_DIE', {
    message: `${path} is for the die ${uid} alone, by ${from}, and ${what}`,
    remedy: `Give --uid ${uid}, or inputs that are for every die.`,
    details: { file: path, binding: from, uid, asked: asked ?? null },
  });
}

// Through a link the file is written where it leads to, and read there too.
async function bindingBeside(path: string): Promise<string> {
  const found = await lstat(path).catch(() => undefined);
  return bindingName(found?.isSymbolicLink() ? await canonicalPath(path) : path);
}
