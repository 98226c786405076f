import type { Bank, LoadedBank } from '../bank/index.js';
import type { BatchFirmware } from '../batch/index.js';
import { OtpforgeError } from '../errors/index.js';
import { mergeImages, notEmpty, readBoundImage, writeIntelHex } from '../image/index.js';
import type { Layout } from '../layout/index.js';
import { sha256Of } from '../loader/index.js';
import { refuseFirmware, refuseGaps } from './merge-selection.js';

/** The firmware as `merge` takes it. Errors: EXPORT_REFUSED for one that is bound to a die. */
export async function batchFirmware(
  path: string,
  { bank }: Layout<Bank>,
  banks: readonly LoadedBank[],
): Promise<BatchFirmware> {
  const { image: read, binding } = await readBoundImage(path, {});
  if (binding) {
    throw new OtpforgeError('EXPORT_REFUSED', {
      message: `${path} is for the die ${binding.uid} alone, by ${binding.from}, and a batch is for any`,
      remedy: 'Name a firmware that is for every die in line.yaml.',
      details: { file: path, uid: binding.uid },
    });
  }
  const image = mergeImages([notEmpty(read, path)]);
  refuseFirmware([image], bank, true);
  if (image.ranges().some(({ source }) => source.kind === 'elf-gap')) refuseGaps(image, banks);
  return { image, sha256: sha256Of(writeIntelHex(image)) };
}
