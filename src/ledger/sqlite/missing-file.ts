import { stat } from 'node:fs/promises';
import { OtpforgeError } from '../../errors/index.js';
import { missingRemedy } from '../missing-remedy.js';

/** SQLite would make an empty file, and each value would be issued again. Errors: LEDGER_MISSING. */
export async function refuseMissing(file: string): Promise<void> {
  if (!(await isFile(file))) throw missing(file);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

function missing(file: string): OtpforgeError {
  return new OtpforgeError('LEDGER_MISSING', {
    message: `${file}: there is no ledger`,
    remedy: missingRemedy,
    details: { file },
  });
}
