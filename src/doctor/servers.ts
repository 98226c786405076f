import { OtpforgeError } from '../errors/index.js';
import { findOpenocd } from '../probe/openocd/index.js';
import { findPyocd } from '../probe/pyocd/index.js';
import { type Finding, fine } from './finding.js';
import type { DoctorHost } from './host.js';

/** The debug servers that stlink:, cmsis-dap:, openocd: and pyocd: start. */
export function checkServers(host: DoctorHost): readonly Finding[] {
  return [
    found('openocd', () => {
      const { program, scripts } = findOpenocd(host);
      return `OpenOCD at ${program}, its scripts in ${scripts}`;
    }),
    found('pyocd', () => `pyOCD at ${findPyocd(host)}`),
  ];
}

function found(check: 'openocd' | 'pyocd', find: () => string): Finding {
  try {
    return fine(check, find());
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    return { check, status: 'warning', what: error.message, cure: error.remedy ?? '' };
  }
}
