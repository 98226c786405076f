import { OtpforgeError } from '../errors/index.js';

/** Why a file could not be written; an error of ours is the reason itself. */
export function writeFailed(path: string, cause: unknown, remedy: string): OtpforgeError {
  if (cause instanceof OtpforgeError) return cause;
  return new OtpforgeError('FILE_WRITE_FAILED', {
    message: `${path}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    remedy,
    details: { file: path },
    cause,
  });
}
