import { type ProgramOptions as BurnOptions, type ProgramReport, programUnit } from '../burn/index.js';
import { type ImageOptions, readUnit } from './plan.js';
import { type TargetOptions, withTarget } from './target.js';

export type ProgramOptions = TargetOptions & ImageOptions & BurnOptions;

/**
 * Programs a whole unit: firmware, then OTP data, then locks, each read back and compared.
 * A result of `refused` means that nothing was written; see `plan.refusals`.
 */
export function program(options: ProgramOptions): Promise<ProgramReport> {
  return withTarget(options, {
    inputs: [options.image],
    read: (target) => readUnit(options, target),
    run: ({ probe, device }, unit) => programUnit({ probe, device, ...unit }, options),
  });
}
