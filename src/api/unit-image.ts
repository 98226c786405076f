import type { Device } from '../bank/index.js';
import { fillPartialUnits } from '../burn/index.js';
import { mergeImages, notEmpty, readImageFile, SparseImage } from '../image/index.js';
import { expectedBlank, type Layout } from '../layout/index.js';
import { redactError, type Secrets } from '../secrets/index.js';

/**
 * Reads an image file, with `fill` put into the write units of which it holds only a part, and with the units that the
 * layout's values leave blank: they must be read blank.
 */
export async function readUnitImage(
  path: string,
  {
    device,
    layout,
    secrets,
  }: {
    readonly device: Pick<Device, 'bank'>;
    readonly layout?: Layout | undefined;
    readonly secrets?: Secrets | undefined;
  },
  { address, raw, fill }: { readonly address?: number; readonly raw?: boolean; readonly fill?: number },
): Promise<SparseImage> {
  const where = { ...(address !== undefined && { address }), ...(raw !== undefined && { raw }) };
  const image = await readImageFile(path, where).catch((error: unknown) => {
    throw secrets ? redactError(error, secrets) : error;
  });
  notEmpty(image, path);
  const blank = layout ? expectedBlank(layout, image) : [];
  const filling = fill === undefined ? [] : [fillPartialUnits(image, device.bank, fill, '--fill')];
  if (blank.length === 0 && filling.length === 0) return image;
  return mergeImages([image, ...filling, SparseImage.fromChunks(blank)]);
}
