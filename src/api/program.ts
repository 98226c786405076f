import { type ProgramOptions as BurnOptions, type ProgramReport, programUnit } from '../burn/index.js';
import { recordRun } from '../journal/index.js';
import { type ImageOptions, readUnit } from './plan.js';
import { type TargetOptions, withTarget } from './target.js';

export interface ProgramOptions
  extends TargetOptions,
    ImageOptions,
    Omit<BurnOptions, 'hashOf' | 'onPlanned' | 'onBegin'> {
  /** Gets a line before the first write and one after it; no journal is kept unless a file is given. */
  readonly journal?: string;
  /** Hears of what is worth knowing and changes nothing. */
  readonly note?: (text: string) => void;
}

/**
 * Programs a whole unit: firmware, then OTP data, then locks, each read back and compared.
 * A result of `refused` means that nothing was written; see `plan.refusals`.
 */
export function program(options: ProgramOptions): Promise<ProgramReport> {
  return withTarget(options, {
    inputs: [options.image, ...(options.journal === undefined ? [] : [options.journal])],
    read: (target) => readUnit(options, target),
    run: ({ probe, device }, unit) => {
      const { journal, note } = options;
      const request = { probe, device, ...unit };
      if (journal === undefined) return programUnit(request, options);
      return recordRun({ file: journal, ...(note && { note }) }, (hooks) =>
        programUnit(request, { ...options, ...hooks }),
      );
    },
  });
}
