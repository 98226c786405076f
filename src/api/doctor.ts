import { examine } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';

export interface DoctorOptions {
  /** SEGGER's library, or its folder. */
  readonly jlinkLibrary?: string;
}

export interface DoctorDocument {
  readonly format: 'otpforge.doctor/1';
  /** ready: a J-Link can be used, warnings or not. */
  readonly result: 'ready' | 'not-ready';
  readonly findings: readonly Finding[];
}

/** Checks this machine's setup for programming chips, each finding with its cure. */
export async function doctor({ jlinkLibrary }: DoctorOptions = {}): Promise<DoctorDocument> {
  const findings = await examine(jlinkLibrary);
  const ready = findings.every(({ status }) => status !== 'problem');
  return { format: 'otpforge.doctor/1', result: ready ? 'ready' : 'not-ready', findings };
}
