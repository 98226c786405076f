import { type VerifyDocument, verifyDocument, verifyUnit } from '../burn/index.js';
import { redactVerify } from '../redaction/index.js';
import type { ImageOptions } from './plan.js';
import { namedFile, readUnitImage, type TargetOptions, withTarget } from './target.js';
import { unitJudge } from './unit-judge.js';

export type VerifyOptions = TargetOptions & ImageOptions;

/**
 * Compares a chip with an image, main flash and OTP alike. Writes nothing. A difference is not an error.
 * Errors: DEVICE_*, PROBE_*, TARGET_*, and those of the image and the layout.
 */
export function verify(options: VerifyOptions): Promise<VerifyDocument> {
  return withTarget(options, {
    files: namedFile('the image', options.image),
    read: (target) => readUnitImage(options.image, target, options),
    run: async ({ probe, medium, device, layout, secrets }, image) => {
      const judge = unitJudge({ device, image, layout, secrets });
      const report = verifyDocument(await verifyUnit(probe, device, image, judge), { medium });
      return secrets ? redactVerify(report, secrets) : report;
    },
  });
}
