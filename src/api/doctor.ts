import { examine } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';
import { checkOptions, type Shape, text } from './options/index.js';

export interface DoctorOptions {
  /** SEGGER's library, or its folder. */
  readonly jlinkLibrary?: string;
}

export interface DoctorDocument {
  readonly format: 'otpforge.doctor/1';
  /** ready: a probe that is attached can be used, or any if none is. Warnings do not count. */
  readonly result: 'ready' | 'not-ready';
  /** What to give to --probe. */
  readonly uris: readonly string[];
  readonly findings: readonly Finding[];
}

const shape: Shape<DoctorOptions> = { jlinkLibrary: text };

/** Checks whether this machine can reach a chip, by which probe, and how to fix what is missing. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorDocument> {
  checkOptions('doctor', options, shape);
  const { uris, findings } = await examine(options.jlinkLibrary);
  return { format: 'otpforge.doctor/1', result: uris.length > 0 ? 'ready' : 'not-ready', uris, findings };
}
