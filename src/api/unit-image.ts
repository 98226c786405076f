import type { Device } from '../bank/index.js';
import { fillPartialUnits } from '../burn/index.js';
import { OtpforgeError } from '../errors/index.js';
import type { NamedFile } from '../files/same-file.js';
import {
  type BoundImage,
  mergeImages,
  notEmpty,
  readBoundImage,
  readIntelHex,
  SparseImage,
} from '../image/index.js';
import { expectedBlank, type Layout } from '../layout/index.js';
import { redactError, type Secrets } from '../secrets/index.js';
import { dieOf, hexOf, type MergedImage } from './merged-image.js';

/** The file of an image, for TargetWork. */
export function imageFile(source: string | MergedImage): readonly NamedFile[] {
  return typeof source === 'string' ? [{ what: 'the image', path: source }] : [];
}

/**
 * Reads an image file and the die that it is for, with `fill` put into the write units of which it holds only a part, and with the units that the
 * layout's values leave blank: they must be read blank.
 */
export async function readUnitImage(
  source: string | MergedImage,
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
): Promise<BoundImage> {
  const where = { ...(address !== undefined && { address }), ...(raw !== undefined && { raw }) };
  const { image, binding } = await readImage(source, where).catch((error: unknown) => {
    throw secrets ? redactError(error, secrets) : error;
  });
  notEmpty(image, nameOf(source));
  const blank = layout ? expectedBlank(layout, image) : [];
  const filling = fill === undefined ? [] : [fillPartialUnits(image, device.bank, fill, '--fill')];
  if (blank.length === 0 && filling.length === 0) return { image, binding };
  return { image: mergeImages([image, ...filling, SparseImage.fromChunks(blank)]), binding };
}

/** A merged image goes the way of its file: it means the same, and errors name its lines. */
async function readImage(
  source: string | MergedImage,
  where: { readonly address?: number; readonly raw?: boolean },
): Promise<BoundImage> {
  if (typeof source === 'string') return readBoundImage(source, where);
  if (Object.keys(where).length === 0) {
    const uid = dieOf(source);
    const binding = uid === undefined ? undefined : { from: mergedName, uid, isChanged: false };
    return { image: readIntelHex(hexOf(source), mergedName), binding };
  }
  throw new OtpforgeError('IMAGE_ADDRESS_UNUSED', {
    message: `${mergedName} has addresses of its own`,
    remedy: 'Leave address and raw out.',
  });
}

/** An image as messages call it. */
export function nameOf(source: string | MergedImage): string {
  return typeof source === 'string' ? source : mergedName;
}

const mergedName = 'the merged image';
