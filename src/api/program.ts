import { type ProgramOptions as BurnOptions, type ProgramReport, programUnit } from '../burn/index.js';
import { loadBuiltLoader } from '../loader/index.js';
import type { ImageOptions } from './plan.js';
import { readUnitImage, type TargetOptions, withTarget } from './target.js';

export type ProgramOptions = TargetOptions & ImageOptions & BurnOptions;

/**
 * Programs a whole unit: firmware, then OTP data, then locks, each read back and compared.
 * A result of `refused` means that nothing was written; see `plan.refusals`.
 */
export function program(options: ProgramOptions): Promise<ProgramReport> {
  return withTarget(options, async ({ probe, device }) => {
    const image = await readUnitImage(options.image, device, options);
    const loader = await loadBuiltLoader(device.bank);
    return programUnit({ probe, device, loader, image }, options);
  });
}
