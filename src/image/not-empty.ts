import { OtpforgeError } from '../errors/index.js';
import type { SparseImage } from './sparse-image.js';

/** An image that a file was read into, if it holds a byte at all. Errors: IMAGE_EMPTY. */
export function notEmpty(image: SparseImage, path: string): SparseImage {
  if (!image.isEmpty) return image;
  throw new OtpforgeError('IMAGE_EMPTY', {
    message: `${path}: the image is empty`,
    remedy: 'Check how the file was made: nothing of it could be burnt, and it would verify on any chip.',
    details: { file: path },
  });
}
