import { OtpforgeError } from '../errors/index.js';
import { findToolchain } from '../loader/toolchain.js';
import { type Finding, fine } from './finding.js';

/** The compiler that otpforge build needs; burning needs none. */
export async function checkToolchain(): Promise<Finding> {
  try {
    return fine('toolchain', (await findToolchain(undefined)).version);
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    return { check: 'toolchain', status: 'warning', what: error.message, cure: error.remedy ?? '' };
  }
}
