import { type VerifyDocument, verifyDocument, verifyUnit } from '../burn/index.js';
import type { BoundImage } from '../image/index.js';
import { redactVerify } from '../redaction/index.js';
import { type Hearing, hearing } from './listener.js';
import { checkOptions } from './options/index.js';
import { type ImageOptions, imageShape } from './plan.js';
import { type TargetOptions, type TargetWork, targetShape, withTarget } from './target.js';
import { imageFile, readUnitImage } from './unit-image.js';
import { unitJudge } from './unit-judge.js';

export type VerifyOptions = TargetOptions & ImageOptions;

/** A call within a session. */
export type VerifyCall = ImageOptions;
export const verifyCallShape = imageShape;

/**
 * Compares a chip with an image, main flash and OTP alike. Writes nothing. A difference is not an error.
 * Errors: DEVICE_*, PROBE_*, TARGET_*, and those of the image and the layout.
 */
export async function verify(options: VerifyOptions): Promise<VerifyDocument> {
  checkOptions('verify', options, { ...targetShape, ...verifyCallShape });
  const heard = hearing(options);
  return withTarget(heard, verifyWork(heard));
}

export function verifyWork(options: VerifyOptions & Hearing): TargetWork<BoundImage, VerifyDocument> {
  return {
    files: imageFile(options.image),
    read: (target) => readUnitImage(options.image, target, options),
    run: async ({ probe, medium, device, layout, secrets }, { image, binding }) => {
      const judge = unitJudge({ device, image, binding, layout, secrets });
      const report = verifyDocument(await verifyUnit(probe, device, image, judge, options.onEvent), {
        medium,
      });
      return secrets ? redactVerify(report, secrets) : report;
    },
  };
}
