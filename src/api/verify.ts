import { type VerifyReport, verifyUnit } from '../burn/index.js';
import { redactVerify } from '../redaction/index.js';
import type { ImageOptions } from './plan.js';
import { namedFile, readUnitImage, type TargetOptions, withTarget } from './target.js';

export type VerifyOptions = TargetOptions & ImageOptions;

/**
 * Compares a chip with an image, main flash and OTP alike. Writes nothing. A difference is no error.
 * Errors: DEVICE_*, PROBE_*, TARGET_*, and those of the image and the layout.
 */
export function verify(options: VerifyOptions): Promise<VerifyReport> {
  return withTarget(options, {
    files: namedFile('the image', options.image),
    read: (target) => readUnitImage(options.image, target, options),
    run: async ({ probe, device, secrets }, image) => {
      const report = await verifyUnit(probe, device, image);
      return secrets ? redactVerify(report, secrets) : report;
    },
  });
}
