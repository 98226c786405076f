import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { OtpforgeError } from '../../errors/index.js';
import { findProgram } from '../../files/find-program.js';

export const pyocdVariable = 'OTPFORGE_PYOCD';

/** What the search looks at. */
export interface PyocdSearch {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const thisHost = (): PyocdSearch => ({ platform: process.platform, env: process.env });

/**
 * Finds the installed pyOCD: OTPFORGE_PYOCD, or else PATH. Never looks into the working folder.
 * Errors: PROBE_SERVER_MISSING.
 */
export function findPyocd({ platform, env }: PyocdSearch = thisHost()): string {
  const named = env[pyocdVariable];
  if (named && !isAbsolute(named)) {
    throw missing(`${pyocdVariable} is ${JSON.stringify(named)}, which is not an absolute path`);
  }
  if (named && !statSync(named, { throwIfNoEntry: false })?.isFile()) {
    throw missing(`${pyocdVariable} names ${named}, which is not a file`);
  }
  const program = named || findProgram('pyocd', { ...env }, platform);
  if (program !== undefined) return program;
  throw missing('pyOCD is not installed: PATH has no pyocd');
}

function missing(message: string): OtpforgeError {
  return new OtpforgeError('PROBE_SERVER_MISSING', {
    message,
    remedy: `Install it: pipx install pyocd, or name its program with ${pyocdVariable}.`,
    details: { program: 'pyocd' },
  });
}
